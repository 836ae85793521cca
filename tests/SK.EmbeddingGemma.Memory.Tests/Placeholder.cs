namespace SK.EmbeddingGemma;

public sealed class Placeholder
{
    [Fact]
    public void Runs() => Assert.NotNull(typeof(Microsoft.Extensions.VectorData.ProviderServices.CollectionModel));
}
