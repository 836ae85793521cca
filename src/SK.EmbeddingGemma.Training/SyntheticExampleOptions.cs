using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma;

/// <summary>Settings of <see cref="SyntheticExamples"/>, read when it begins.</summary>
/// <remarks>Not thread-safe while it is being changed.</remarks>
public sealed class SyntheticExampleOptions
{
    /// <summary>Gets or sets how many examples are asked for each text, at least 1. Default: 1.</summary>
    public int Count { get; set => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There must be at least 1 example."); } = 1;

    /// <summary>Gets or sets how many requests are under way at once, at least 1. Default: 4.</summary>
    public int Concurrency { get; set => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There must be at least 1 request."); } = 4;

    /// <summary>Gets or sets what is asked for in place of the task's own words, such as the queries of a certain kind of user; <c>{0}</c> in it becomes <see cref="Count"/>. Default: <see langword="null"/>, the task's.</summary>
    public string? Instruction { get; set; }

    /// <summary>Gets or sets the options of the requests, such as the model and its temperature. Default: <see langword="null"/>, the client's.</summary>
    public ChatOptions? Chat { get; set; }
}
