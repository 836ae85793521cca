using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Prompts;

public sealed class ModelPromptsTests
{
    private static readonly ModelPrompts Empty = Of([]);

    [Fact]
    public void Resolve_ModelWithoutPrompts_GivesTheBuiltInTexts()
    {
        foreach (var preset in EmbeddingGemmaPrompt.Presets)
            Assert.Equal(preset.Text, Empty.Resolve(preset));
    }

    [Theory]
    [InlineData("query", "query")]
    [InlineData("query", "Retrieval-query")]
    [InlineData("document", "document")]
    [InlineData("document", "Retrieval-document")]
    [InlineData("question-answering", "question-answering")]
    [InlineData("fact-checking", "fact-checking")]
    [InlineData("classification", "Classification")]
    [InlineData("classification", "classification")]
    [InlineData("clustering", "Clustering")]
    [InlineData("clustering", "clustering")]
    [InlineData("sentence-similarity", "STS")]
    [InlineData("sentence-similarity", "sentence-similarity")]
    [InlineData("code-retrieval", "InstructionRetrieval")]
    [InlineData("code-retrieval", "code-retrieval")]
    [InlineData("summarization", "Summarization")]
    [InlineData("summarization", "summarization")]
    public void Resolve_EntryOfTheModel_WinsOverTheBuiltInText(string preset, string entry)
    {
        var prompts = Of(new() { [entry] = "own | text\n", ["other"] = "other" });
        Assert.Equal("own | text\n", prompts.Resolve(EmbeddingGemmaPrompt.Parse(preset)));
        Assert.Equal("own | text\n", Resolve(prompts, EmbeddingGemmaPrompt.Parse(preset).ToOptions()));
    }

    [Theory]
    [InlineData("query", "query", "Retrieval-query")]
    [InlineData("document", "document", "Retrieval-document")]
    [InlineData("classification", "Classification", "classification")]
    [InlineData("clustering", "Clustering", "clustering")]
    [InlineData("sentence-similarity", "STS", "sentence-similarity")]
    [InlineData("code-retrieval", "InstructionRetrieval", "code-retrieval")]
    [InlineData("summarization", "Summarization", "summarization")]
    public void Resolve_BothEntries_PrefersTheLikelier(string preset, string likelier, string other) =>
        Assert.Equal("a", Of(new() { [other] = "b", [likelier] = "a" }).Resolve(EmbeddingGemmaPrompt.Parse(preset)));

    [Fact]
    public void Resolve_EmptyEntry_CountsAsPrompt() => Assert.Equal("", Of(new() { ["query"] = "" }).Resolve(EmbeddingGemmaPrompt.Query));

    [Fact]
    public void Resolve_NoneAndCustom_StandAsTheyAre()
    {
        var prompts = Of(new() { ["none"] = "own", ["custom"] = "own" });
        Assert.Equal("", prompts.Resolve(EmbeddingGemmaPrompt.None));
        Assert.Equal("c", prompts.Resolve(EmbeddingGemmaPrompt.Custom("c")));
    }

    [Fact]
    public void Resolve_TitleAndSlot_PutsTheTitleThere()
    {
        var prompts = Of(new() { ["document"] = "<title: none> text: none " });
        Assert.Equal("<title: a | b> text: none ", prompts.Resolve(EmbeddingGemmaPrompt.Document("a | b")));
        Assert.Equal("<title: none> text: none ", prompts.Resolve(EmbeddingGemmaPrompt.Document()));
    }

    [Fact]
    public void Resolve_TitleWithoutSlot_SaysSoWithoutTheTitle()
    {
        var prompts = Of(new() { ["document"] = "passage: " });
        var exception = Assert.Throws<InvalidOperationException>(() => prompts.Resolve(EmbeddingGemmaPrompt.Document("secret")));
        Assert.Contains("'document'", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
        Assert.Equal("passage: ", prompts.Resolve(EmbeddingGemmaPrompt.Document()));
    }

    [Theory]
    [InlineData("Reranking", "rerank: ")]
    [InlineData("reranking", "rerank: ")]
    [InlineData("Query", "own query: ")]
    [InlineData("fact-checking", "task: fact checking | query: ")]
    public void Resolve_NameAlone_IsLookedUp(string name, string expected)
    {
        var prompts = Of(new() { ["Reranking"] = "rerank: ", ["query"] = "own query: " });
        Assert.Equal(expected, Resolve(prompts, new() { AdditionalProperties = new() { [EmbeddingGemmaPrompt.NameOptionsKey] = name } }));
    }

    [Fact]
    public void Resolve_UnknownName_ListsWhatThereIs()
    {
        var prompts = Of(new() { ["Reranking"] = "rerank: " });
        var exception = Assert.Throws<ArgumentException>(() =>
            Resolve(prompts, new() { AdditionalProperties = new() { [EmbeddingGemmaPrompt.NameOptionsKey] = "serach" } }));
        Assert.Contains("serach", exception.Message, StringComparison.Ordinal);
        Assert.Contains("fact-checking", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Reranking", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_TextAlone_StandsThoughAPresetHasIt()
    {
        var prompts = Of(new() { ["query"] = "own" });
        var raw = EmbeddingGemmaPrompt.Query.Text;
        Assert.Equal(raw, Resolve(prompts, new() { AdditionalProperties = new() { [EmbeddingGemmaPrompt.OptionsKey] = raw } }));
    }

    [Fact]
    public void Resolve_TextChangedBesideName_Stands()
    {
        var options = EmbeddingGemmaPrompt.Query.ToOptions();
        options.AdditionalProperties![EmbeddingGemmaPrompt.OptionsKey] = "mine";
        Assert.Equal("mine", Resolve(Of(new() { ["query"] = "own" }), options));
    }

    [Fact]
    public void Resolve_TitledDocumentInOptions_IsRebuiltFromTheModelsPrompt() =>
        Assert.Equal("T title: Mars ", Resolve(Of(new() { ["document"] = "T title: none " }), EmbeddingGemmaPrompt.Document("Mars").ToOptions()));

    [Fact]
    public void Default_NameOfAnEntry_IsItsText()
    {
        Assert.Equal("d: ", new ModelPrompts(new Dictionary<string, string> { ["x"] = "d: " }, "x").Default);
        Assert.Null(Empty.Default);
        Assert.Throws<InvalidDataException>(() => new ModelPrompts(new Dictionary<string, string> { ["x"] = "d: " }, "y"));
    }

    [Fact]
    public void Read_OptionsWithoutPrompt_IsNull()
    {
        Assert.Null(PromptProperties.Read(null));
        Assert.Null(PromptProperties.Read(new()));
        Assert.Null(PromptProperties.Read(new() { AdditionalProperties = new() { ["other"] = 1 } }));
    }

    public static TheoryData<string, object?> WrongValues => new()
    {
        { EmbeddingGemmaPrompt.OptionsKey, 1 },
        { EmbeddingGemmaPrompt.OptionsKey, null },
        { EmbeddingGemmaPrompt.OptionsKey, EmbeddingGemmaPrompt.Query },
        { EmbeddingGemmaPrompt.NameOptionsKey, true },
        { EmbeddingGemmaPrompt.TitleOptionsKey, 'x' },
        { EmbeddingGemmaPrompt.TitleOptionsKey, "a title without a document" },
    };

    [Theory]
    [InlineData("query")]
    [InlineData("none")]
    public void Read_TitleBesideAnotherName_IsRefused(string name)
    {
        var options = EmbeddingGemmaPrompt.Parse(name).ToOptions();
        options.AdditionalProperties![EmbeddingGemmaPrompt.TitleOptionsKey] = "secret";
        var exception = Assert.Throws<ArgumentException>("options", () => PromptProperties.Read(options));
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TitleBesideTheNameInCapitals_IsThatOfADocument()
    {
        var options = new EmbeddingGenerationOptions { AdditionalProperties = new() { [EmbeddingGemmaPrompt.NameOptionsKey] = "DOCUMENT", [EmbeddingGemmaPrompt.TitleOptionsKey] = "Mars" } };
        Assert.Equal("title: Mars | text: ", Resolve(Empty, options));
    }

    [Theory, MemberData(nameof(WrongValues))]
    public void Read_WrongValue_NamesTheKey(string key, object? value)
    {
        var options = new EmbeddingGenerationOptions { AdditionalProperties = new() { [key] = value } };
        var exception = Assert.Throws<ArgumentException>(() => PromptProperties.Read(options));
        Assert.Contains(key, exception.Message, StringComparison.Ordinal);
        Assert.Equal("options", exception.ParamName);
    }

    [Fact]
    public void Read_OptionsThatCameAsJson_GivesTheSamePrompt()
    {
        var json = JsonSerializer.Serialize(EmbeddingGemmaPrompt.Document("Mars").ToOptions(), AIJsonUtilities.DefaultOptions);
        var options = JsonSerializer.Deserialize<EmbeddingGenerationOptions>(json, AIJsonUtilities.DefaultOptions);
        Assert.Equal("title: Mars | text: ", Resolve(Empty, options!));
    }

    [Fact]
    public void Resolve_SlotAtTheStart_PutsTheTitleThere() =>
        Assert.Equal("title: Mars | text: ", Of(new() { ["document"] = "title: none | text: " }).Resolve(EmbeddingGemmaPrompt.Document("Mars")));

    private static ModelPrompts Of(Dictionary<string, string> entries) => new(entries, defaultName: null);

    private static string Resolve(ModelPrompts prompts, EmbeddingGenerationOptions options) => prompts.Resolve(PromptProperties.Read(options)!.Value);
}
