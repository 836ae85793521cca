using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Clients;

/// <summary>A cluster with the small model gives what that model gives by itself.</summary>
public sealed class NanoClusterTests(NanoCluster nano) : IClassFixture<NanoCluster>
{
    private readonly EmbeddingGemmaGenerator _local = nano.Local;
    private readonly TestingCluster _cluster = nano.Cluster;

    private static string[] Texts { get; } = [.. Enumerable.Range(1, 100).Select(static number => string.Join(' ', Enumerable.Repeat("harbour", number % 40)))];

    [Fact]
    public async Task Generate_OverACluster_SaysWhatTheLocalGeneratorSays()
    {
        var options = EmbeddingGemmaPrompt.Document("Ports").ToOptions(dimensions: 128);
        var (expected, actual) = (await _local.GenerateAsync(Texts, options), await _cluster.Generator.GenerateAsync(Texts, options));
        Assert.Equal(expected.Usage?.InputTokenCount, actual.Usage?.InputTokenCount);
        Assert.Equal(expected.Usage?.TotalTokenCount, actual.Usage?.TotalTokenCount);
        Assert.Equal(expected.AdditionalProperties!.OrderBy(static pair => pair.Key), actual.AdditionalProperties!.OrderBy(static pair => pair.Key));
        Assert.Contains(expected, static embedding => embedding.AdditionalProperties![EmbeddingGemmaGenerator.TruncatedKey] is true);
        Assert.Equal(Texts.Length, actual.Count);
        for (var index = 0; index < Texts.Length; index++)
        {
            Assert.InRange(TensorPrimitives.Distance(expected[index].Vector.Span, actual[index].Vector.Span), 0, 1e-5f);
            Assert.Equal(expected[index].ModelId, actual[index].ModelId);
            Assert.Equal(expected[index].AdditionalProperties!.OrderBy(static pair => pair.Key), actual[index].AdditionalProperties!.OrderBy(static pair => pair.Key));
            Assert.NotNull(actual[index].CreatedAt);
        }
    }

    [Fact]
    public async Task Generate_WhatTheModelRefuses_IsRefusedTheSameWay()
    {
        var tooWide = new EmbeddingGenerationOptions { Dimensions = 100_000 };
        var strict = new EmbeddingGenerationOptions { AdditionalProperties = new() { [EmbeddingGemmaGenerator.TruncationKey] = EmbeddingGemmaTruncation.Throw } };
        var unknown = new EmbeddingGenerationOptions { AdditionalProperties = new() { [EmbeddingGemmaPrompt.NameOptionsKey] = "no such prompt" } };
        var other = new EmbeddingGenerationOptions { ModelId = "another" };
        await SameAsync<ArgumentOutOfRangeException>(["text"], tooWide);
        await SameAsync<ArgumentException>([Texts[38]], strict);
        await SameAsync<ArgumentException>(["text"], unknown);
        await SameAsync<ArgumentException>(["text"], other);

        async Task SameAsync<TException>(string[] texts, EmbeddingGenerationOptions options)
            where TException : ArgumentException
        {
            var expected = await Assert.ThrowsAsync<TException>(() => _local.GenerateAsync(texts, options));
            var actual = await Assert.ThrowsAsync<TException>(() => _cluster.Generator.GenerateAsync(texts, options));
            Assert.Equal(expected.Message, actual.Message);
        }
    }

    [Fact]
    public void GetService_OfACluster_IsTheModels()
    {
        Assert.Equal(_local.GetService<EmbeddingGemmaSpace>(), _cluster.Generator.GetService<EmbeddingGemmaSpace>());
        Assert.Equal(_local.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId, _cluster.Generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
    }
}
