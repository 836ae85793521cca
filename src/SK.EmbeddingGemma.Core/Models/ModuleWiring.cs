namespace SK.EmbeddingGemma.Models;

/// <summary>Reads which vectors a module takes and gives: here always those of the text.</summary>
internal static class ModuleWiring
{
    /// <summary>Takes module_input_name and module_output_name.</summary>
    public static void RequireSentenceEmbedding(JsonSection json)
    {
        json.Require("module_input_name", "sentence_embedding");
        if (!json.IsNull("module_output_name"))
            json.Require("module_output_name", "sentence_embedding");
    }
}
