using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Prompts;

public sealed class EmbeddingGemmaPromptTests
{
    public static TheoryData<string, string> CardTexts => new()
    {
        { "query", "task: search result | query: " },
        { "document", "title: none | text: " },
        { "question-answering", "task: question answering | query: " },
        { "fact-checking", "task: fact checking | query: " },
        { "classification", "task: classification | query: " },
        { "clustering", "task: clustering | query: " },
        { "sentence-similarity", "task: sentence similarity | query: " },
        { "code-retrieval", "task: code retrieval | query: " },
        { "summarization", "task: summarization | query: " },
        { "none", "" },
    };

    [Theory, MemberData(nameof(CardTexts))]
    public void Parse_NameInAnyCase_GivesTextOfTheModelCard(string name, string text)
    {
        Assert.Equal(text, EmbeddingGemmaPrompt.Parse(name).Text);
        Assert.Equal(text, EmbeddingGemmaPrompt.Parse(name.ToUpperInvariant()).Text);
        Assert.Equal(name, EmbeddingGemmaPrompt.Parse(name).Name);
        Assert.Equal(name, EmbeddingGemmaPrompt.Parse(name).ToString());
    }

    [Fact]
    public void Presets_All_AreThoseOfTheModelCard() =>
        Assert.Equal(CardTexts.Select(row => row.Data.Item1).Order(), EmbeddingGemmaPrompt.Presets.Select(preset => preset.Name!).Order());

    [Fact]
    public void Properties_Each_AreThePresetOfTheirName()
    {
        Assert.Equal("query", EmbeddingGemmaPrompt.Query.Name);
        Assert.Equal("document", EmbeddingGemmaPrompt.Document().Name);
        Assert.Equal("question-answering", EmbeddingGemmaPrompt.QuestionAnswering.Name);
        Assert.Equal("fact-checking", EmbeddingGemmaPrompt.FactChecking.Name);
        Assert.Equal("classification", EmbeddingGemmaPrompt.Classification.Name);
        Assert.Equal("clustering", EmbeddingGemmaPrompt.Clustering.Name);
        Assert.Equal("sentence-similarity", EmbeddingGemmaPrompt.SentenceSimilarity.Name);
        Assert.Equal("code-retrieval", EmbeddingGemmaPrompt.CodeRetrieval.Name);
        Assert.Equal("summarization", EmbeddingGemmaPrompt.Summarization.Name);
        Assert.Equal("none", EmbeddingGemmaPrompt.None.Name);
    }

    [Theory]
    [InlineData("search")]
    [InlineData("")]
    [InlineData("query ")]
    public void Parse_UnknownName_ListsThePresets(string name)
    {
        var exception = Assert.Throws<FormatException>(() => EmbeddingGemmaPrompt.Parse(name));
        Assert.Contains("query, document, question-answering", exception.Message, StringComparison.Ordinal);
        Assert.False(EmbeddingGemmaPrompt.TryParse(name, out _));
    }

    [Fact]
    public void Parse_Null_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => EmbeddingGemmaPrompt.Parse(null!));
        Assert.False(EmbeddingGemmaPrompt.TryParse(null, out _));
    }

    [Theory]
    [InlineData(null, "title: none | text: ")]
    [InlineData("", "title: none | text: ")]
    [InlineData(" \t\n", "title: none | text: ")]
    [InlineData("Mars", "title: Mars | text: ")]
    [InlineData(" a | b\nc ", "title:  a | b\nc  | text: ")]
    public void Document_Title_StandsAsItIs(string? title, string text) =>
        Assert.Equal(text, EmbeddingGemmaPrompt.Document(title).Text);

    [Theory]
    [InlineData("")]
    [InlineData("a | b\r\n")]
    [InlineData("task: search result | query: ")]
    public void Custom_Text_StandsAsItIs(string text)
    {
        var prompt = EmbeddingGemmaPrompt.Custom(text);
        Assert.Equal(text, prompt.Text);
        Assert.Null(prompt.Name);
        Assert.Equal("custom", prompt.ToString());
    }

    [Fact]
    public void Custom_Null_IsRefused() => Assert.Throws<ArgumentNullException>(() => EmbeddingGemmaPrompt.Custom(null!));

    [Fact]
    public void Equals_SameContent_IsTrue()
    {
        Assert.Equal(EmbeddingGemmaPrompt.Document("a"), EmbeddingGemmaPrompt.Document("a"));
        Assert.Equal(EmbeddingGemmaPrompt.Document("a").GetHashCode(), EmbeddingGemmaPrompt.Document("a").GetHashCode());
        Assert.Equal(EmbeddingGemmaPrompt.Custom("a"), EmbeddingGemmaPrompt.Custom("a"));
        Assert.NotEqual(EmbeddingGemmaPrompt.Document("a"), EmbeddingGemmaPrompt.Document("b"));
        Assert.NotEqual(EmbeddingGemmaPrompt.Custom(""), EmbeddingGemmaPrompt.None);
        Assert.NotEqual(EmbeddingGemmaPrompt.Custom(EmbeddingGemmaPrompt.Query.Text), EmbeddingGemmaPrompt.Query);
    }

    [Fact]
    public void ToOptions_Preset_HoldsTextAndName()
    {
        var options = EmbeddingGemmaPrompt.Query.ToOptions(256);
        Assert.Equal(256, options.Dimensions);
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["embeddinggemma.prompt"] = "task: search result | query: ",
                ["embeddinggemma.prompt.name"] = "query",
            },
            options.Clone().AdditionalProperties!.ToDictionary());
    }

    [Fact]
    public void ToOptions_TitledDocument_HoldsTheTitle() =>
        Assert.Equal("Mars", EmbeddingGemmaPrompt.Document("Mars").ToOptions().AdditionalProperties!["embeddinggemma.prompt.title"]);

    [Fact]
    public void ToOptions_Custom_HoldsOnlyTheText()
    {
        var options = EmbeddingGemmaPrompt.Custom("x: ").ToOptions();
        Assert.Null(options.Dimensions);
        Assert.Equal("x: ", Assert.Single(options.AdditionalProperties!).Value);
    }

    [Fact]
    public void ToOptions_CalledTwice_GivesTwoObjects() =>
        Assert.NotSame(EmbeddingGemmaPrompt.Query.ToOptions().AdditionalProperties, EmbeddingGemmaPrompt.Query.ToOptions().AdditionalProperties);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void ToOptions_NoDimension_IsRefused(int dimensions) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddingGemmaPrompt.Query.ToOptions(dimensions));

    [Theory]
    [InlineData(EmbeddingGemmaPrompt.OptionsKey)]
    [InlineData(EmbeddingGemmaPrompt.NameOptionsKey)]
    public void TryAdd_OptionsThatNameAPrompt_StayAsTheyAre(string key)
    {
        var options = new EmbeddingGenerationOptions { AdditionalProperties = new() { [key] = "mine" } };
        PromptProperties.TryAdd(options, EmbeddingGemmaPrompt.Document("title"));
        Assert.Equal("mine", Assert.Single(options.AdditionalProperties).Value);
    }
}
