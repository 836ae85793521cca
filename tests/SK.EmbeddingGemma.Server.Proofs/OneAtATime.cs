[assembly: CollectionBehavior(DisableTestParallelization = true)] // what is measured has the machine to itself
