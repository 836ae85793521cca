/// <summary>What a client sends and gets.</summary>
internal sealed record NewNote(string Title, string Text);
