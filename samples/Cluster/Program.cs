using Cluster;

switch (args)
{
    case ["silo", .. var settings]:
        await SiloHost.RunAsync(settings);
        return 0;
    case ["client", .. var settings]:
        await ClientHost.RunAsync(settings);
        return 0;
    default:
        Console.Error.WriteLine("Usage: silo|client [--cluster NAME] [--clustering localhost|redis|postgres] [--redis ADDRESS] [--postgres CONNECTION] [--store FILE] [--silo-port N] [--gateway-port N] [--threads N] [--documents N] [--pgvector true] [--kubernetes true]");
        return 2;
}
