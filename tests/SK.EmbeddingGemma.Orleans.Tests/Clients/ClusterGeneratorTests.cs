using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Clients;

/// <summary>The generator over a cluster, whose silos have generators of the tests.</summary>
public sealed class ClusterGeneratorTests
{
    private static string[] Texts(int count) => [.. Enumerable.Range(0, count).Select(static number => $"a text with the number {number}")];

    private static void AssertWhole(GeneratedEmbeddings<Embedding<float>> embeddings, string[] texts) =>
        Assert.Equal(texts.Select(FakeModel.VectorOf), embeddings.Select(static embedding => embedding.Vector.ToArray()));

    [Fact]
    public async Task Generate_ManyTexts_GivesEachItsVectorInOrder()
    {
        await using var cluster = await TestingCluster.StartAsync(new FakeModel(), new FakeModel());
        var texts = Texts(1000);
        var embeddings = await cluster.Generator.GenerateAsync(texts);
        AssertWhole(embeddings, texts);
        Assert.Equal(1000, embeddings.Usage?.InputTokenCount);
    }

    [Fact]
    public async Task Generate_ManyTexts_GivesSlowSilosLess()
    {
        FakeModel fast = new() { TimePerText = TimeSpan.FromMilliseconds(0.5) }, slow = new() { TimePerText = TimeSpan.FromMilliseconds(5) };
        await using var cluster = await TestingCluster.StartAsync(fast, slow);
        var texts = Texts(1600);
        AssertWhole(await cluster.Generator.GenerateAsync(texts), texts);
        Assert.Equal(1600, fast.Texts + slow.Texts);
        Assert.InRange(slow.Texts, 64, 640); // an even share would be 800
    }

    [Fact]
    public async Task Generate_Query_DoesNotWaitForBulk()
    {
        var gate = new TaskCompletionSource();
        await using var cluster = await TestingCluster.StartAsync(new FakeModel { BulkGate = gate.Task }, new FakeModel { BulkGate = gate.Task });
        var texts = Texts(2000);
        var bulk = cluster.Generator.GenerateAsync(texts);
        var query = await cluster.Generator.GenerateAsync(["how long 7"]).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(FakeModel.VectorOf("how long 7"), query[0].Vector.ToArray());
        Assert.False(bulk.IsCompleted);
        gate.SetResult();
        AssertWhole(await bulk, texts);
    }

    [Fact]
    public async Task Generate_QueryWhoseSiloHangs_IsAnsweredByAnother()
    {
        var gate = new TaskCompletionSource();
        FakeModel hanging = new() { QueryGate = gate.Task }, well = new();
        await using var cluster = await TestingCluster.StartAsync(static options => options.QueryHedgeDelay = TimeSpan.FromMilliseconds(50), null, hanging, well);
        for (var query = 0; query < 4; query++)
            Assert.Single(await cluster.Generator.GenerateAsync([$"query {query}"]).WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(4, well.Texts);
        Assert.NotEmpty(hanging.Options);
        gate.SetResult();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    public async Task Generate_CallLostOnItsWayToALivingSilo_IsRepeated(int count)
    {
        var lost = 0;
        using var calls = new LostCalls(method => method == "EmbedAsync" && Interlocked.Increment(ref lost) <= 2);
        var model = new FakeModel();
        await using var cluster = await TestingCluster.StartAsync(null, builder => builder.AddIncomingGrainCallFilter(calls), model);
        var texts = Texts(count);
        AssertWhole(await cluster.Generator.GenerateAsync(texts).WaitAsync(TimeSpan.FromSeconds(60)), texts);
        Assert.True(lost > 2);
        Assert.Equal(count, model.Texts);
        calls.Dispose();
    }

    [Fact]
    public async Task Generate_QueryToSilosThatDoNotAnswer_IsAskedOfTheThird()
    {
        using var calls = new LostCalls(static method => method is "EmbedAsync" or "IsWorkingOnAsync");
        FakeModel[] models = [new(), new(), new()];
        var started = 0;
        await using var cluster = await TestingCluster.StartAsync(
            null,
            builder =>
            {
                if (Interlocked.Increment(ref started) <= 2)
                    builder.AddIncomingGrainCallFilter(calls);
            },
            models);
        Assert.Single(await cluster.Generator.GenerateAsync(["where is it 3"]).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(1, models.Sum(static model => model.Texts));
        calls.Dispose();
    }

    [Fact]
    public async Task Generate_SlowBatch_IsNotSentTwice()
    {
        var model = new FakeModel { TimePerText = TimeSpan.FromMilliseconds(150) };
        await using var cluster = await TestingCluster.StartAsync(model);
        var texts = Texts(30);
        AssertWhole(await cluster.Generator.GenerateAsync(texts), texts); // four and a half seconds, in which the silo is asked for it
        Assert.Single(model.Options);
    }

    [Fact]
    public async Task Generate_SiloKilledMeanwhile_LosesNothing()
    {
        FakeModel[] models = [new(), new(), new()];
        foreach (var model in models)
            model.TimePerText = TimeSpan.FromMilliseconds(1);
        await using var cluster = await TestingCluster.StartAsync(models);
        var texts = Texts(3000);
        var bulk = cluster.Generator.GenerateAsync(texts);
        while (models[1].Texts == 0)
            await Task.Delay(10);
        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[1]);
        AssertWhole(await bulk.WaitAsync(TimeSpan.FromMinutes(2)), texts);
    }

    [Fact]
    public async Task Generate_SiloAddedMeanwhile_GetsWork()
    {
        FakeModel[] models = [new() { TimePerText = TimeSpan.FromMilliseconds(2) }, new()];
        var started = 0;
        await using var cluster = await TestingCluster.StartAsync(1, null, builder =>
        {
            builder.AddEmbeddingGemma(static options => options.Model = EmbeddingGemmaModel.Nano);
            Microsoft.Extensions.DependencyInjection.EmbeddingGeneratorBuilderServiceCollectionExtensions.AddEmbeddingGenerator<string, Embedding<float>>(builder.Services, models[started++]);
        });
        var texts = Texts(4000);
        var bulk = cluster.Generator.GenerateAsync(texts);
        await cluster.Cluster.StartSiloAsync((short)1, cluster.Cluster.Options);
        AssertWhole(await bulk, texts);
        Assert.True(models[1].Texts > 0);
    }

    [Fact]
    public async Task Generate_NothingButFaultySilos_ThrowsWhatTheyThrow()
    {
        var model = new FakeModel { Fault = static text => text.EndsWith("13", StringComparison.Ordinal) ? new InvalidDataException("The model gave no valid vector.") : null };
        await using var cluster = await TestingCluster.StartAsync(model);
        await Assert.ThrowsAsync<InvalidDataException>(() => cluster.Generator.GenerateAsync(Texts(300)));
        await Assert.ThrowsAsync<InvalidDataException>(() => cluster.Generator.GenerateAsync(["text 13"]));
        Assert.Single(await cluster.Generator.GenerateAsync(["text 14"]));
    }

    [Fact]
    public async Task Generate_Cancelled_EndsAtOnce()
    {
        var gate = new TaskCompletionSource();
        await using var cluster = await TestingCluster.StartAsync(new FakeModel { BulkGate = gate.Task, QueryGate = gate.Task });
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.Generator.GenerateAsync(Texts(300), cancellationToken: source.Token).WaitAsync(TimeSpan.FromSeconds(10)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.Generator.GenerateAsync(["query"], cancellationToken: source.Token));
        gate.SetResult();
    }

    [Fact]
    public async Task Generate_Options_ReachTheSilo()
    {
        var model = new FakeModel();
        await using var cluster = await TestingCluster.StartAsync(
            static options => (options.Prompt, options.Dimensions, options.Truncation) = (EmbeddingGemmaPrompt.Query, 3, EmbeddingGemmaTruncation.Throw), null, model);
        await cluster.Generator.GenerateAsync(["defaults"]);
        var asked = EmbeddingGemmaPrompt.Document("A title").ToOptions(dimensions: 2);
        asked.AdditionalProperties![EmbeddingGemmaGenerator.NormalizeKey] = false;
        asked.ModelId = "some model";
        await cluster.Generator.GenerateAsync(["asked"], asked);

        Assert.True(model.Options.TryDequeue(out var defaults));
        Assert.Equal(3, defaults!.Dimensions);
        Assert.Equal(EmbeddingGemmaPrompt.Query.Text, defaults.AdditionalProperties![EmbeddingGemmaPrompt.OptionsKey]);
        Assert.Equal("Throw", defaults.AdditionalProperties[EmbeddingGemmaGenerator.TruncationKey]);
        Assert.True(model.Options.TryDequeue(out var got));
        Assert.Equal(2, got!.Dimensions);
        Assert.Equal("some model", got.ModelId);
        Assert.Equal("A title", got.AdditionalProperties![EmbeddingGemmaPrompt.TitleOptionsKey]);
        Assert.Equal(asked.AdditionalProperties[EmbeddingGemmaPrompt.OptionsKey], got.AdditionalProperties[EmbeddingGemmaPrompt.OptionsKey]);
        Assert.Equal(false, got.AdditionalProperties[EmbeddingGemmaGenerator.NormalizeKey]);
    }

    [Fact]
    public async Task Generate_WrongValues_AreRefusedBeforeASiloIsAsked()
    {
        var model = new FakeModel();
        await using var cluster = await TestingCluster.StartAsync(model);
        await Assert.ThrowsAsync<ArgumentNullException>(() => cluster.Generator.GenerateAsync(null!));
        await Assert.ThrowsAsync<ArgumentException>(() => cluster.Generator.GenerateAsync(["text", null!]));
        await Assert.ThrowsAsync<ArgumentException>(() => cluster.Generator.GenerateAsync(["text"], new() { AdditionalProperties = new() { [EmbeddingGemmaPrompt.OptionsKey] = 5 } }));
        Assert.Empty(await cluster.Generator.GenerateAsync([]));
        Assert.Empty(model.Options);

        // Nor does a call that is cancelled keep a place on a silo: bulk work goes on however many were.
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        for (var call = 0; call < 5; call++)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.Generator.GenerateAsync(Texts(300), cancellationToken: cancelled.Token));
        var texts = Texts(300);
        AssertWhole(await cluster.Generator.GenerateAsync(texts).WaitAsync(TimeSpan.FromSeconds(20)), texts);
        Assert.All(model.Options, static options => Assert.Equal(FakeModel.Width, options!.Dimensions)); // whatever length other silos are set to
    }

    [Fact]
    public async Task GetService_OfAClient_KnowsTheSpaceFromTheStart()
    {
        await using var cluster = await TestingCluster.StartAsync(static options => options.Dimensions = 3, null, new FakeModel());
        var space = cluster.Generator.GetService<EmbeddingGemmaSpace>();
        Assert.Equal(new FakeModel().GetService<EmbeddingGemmaSpace>()!.WithDimensions(3), space);
        var metadata = cluster.Generator.GetService<EmbeddingGeneratorMetadata>()!;
        Assert.Equal(("embeddinggemma", "0123456789abcdef", 3), (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Null(cluster.Generator.GetService(typeof(EmbeddingGemmaSpace), "key"));
        Assert.Null(cluster.Generator.GetService(typeof(string)));
    }

    [Fact]
    public async Task Start_ClientOfAnotherSpace_IsRefused()
    {
        var other = new FakeModel("fedcba9876543210").GetService<EmbeddingGemmaSpace>()!;
        await Assert.ThrowsAsync<EmbeddingGemmaSpaceMismatchException>(() => TestingCluster.StartAsync(options => options.Space = other, null, new FakeModel()));
    }
}
