using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace SK.EmbeddingGemma.DependencyInjection;

/// <summary>Where the options of a service key come from. One for each key, whatever number of registrations it has.</summary>
/// <param name="OptionsName">The name of its options.</param>
/// <param name="Section">Its configuration section.</param>
/// <param name="IsParent">Whether the sections of keys lie below its section.</param>
internal sealed record EmbeddingGemmaRegistration(string OptionsName, string Section, bool IsParent)
{
    private const string RootSection = "EmbeddingGemma";

    /// <summary>Returns the key's registration, or <see langword="null"/> before it is added.</summary>
    public static EmbeddingGemmaRegistration? Find(IServiceCollection services, object? serviceKey) =>
        services.Where(service => service.ServiceType == typeof(EmbeddingGemmaRegistration) && Equals(service.ServiceKey, serviceKey))
            .Select(service => service.IsKeyedService ? service.KeyedImplementationInstance : service.ImplementationInstance)
            .Cast<EmbeddingGemmaRegistration>()
            .FirstOrDefault();

    /// <summary>Adds the key's registration.</summary>
    public static EmbeddingGemmaRegistration Add(IServiceCollection services, object? serviceKey)
    {
        if (serviceKey is null)
        {
            var root = new EmbeddingGemmaRegistration(Options.DefaultName, RootSection, IsParent: true);
            services.AddSingleton(root);
            return root;
        }

        // Keys of other types than string may look alike as text: the type and the place in the collection tell them apart.
        var text = Convert.ToString(serviceKey, CultureInfo.InvariantCulture);
        var name = serviceKey is string { Length: > 0 } ? text! : $"{serviceKey.GetType()}:{text}#{services.Count}";
        var registration = new EmbeddingGemmaRegistration(name, $"{RootSection}:{text}", IsParent: false);
        services.AddKeyedSingleton(serviceKey, registration);
        return registration;
    }
}
