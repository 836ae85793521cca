using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.Server.Keys;

namespace SK.EmbeddingGemma.Server.DependencyInjection;

/// <summary>Checks what one setter cannot.</summary>
internal sealed class EmbeddingGemmaServerOptionsValidator : IValidateOptions<EmbeddingGemmaServerOptions>
{
    public ValidateOptionsResult Validate(string? name, EmbeddingGemmaServerOptions options)
    {
        List<string> faults = [];
        if (options.MaxPendingInputs < options.MaxInputsPerRequest)
            faults.Add($"MaxPendingInputs is {options.MaxPendingInputs}, but must be at least MaxInputsPerRequest, {options.MaxInputsPerRequest}: no request of that many texts would ever be admitted.");
        if (!options.ApiKeys.All(key => key is not null && ApiKeyRules.IsAllowed(key)))
            faults.Add($"One of ApiKeys is not allowed: {ApiKeyRules.Allowed}.");
        if (options.ModelAliases.Any(string.IsNullOrWhiteSpace))
            faults.Add("One of ModelAliases is empty: leave it out.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
