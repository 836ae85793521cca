namespace SK.EmbeddingGemma.TestSupport;

/// <summary>Programs of the solution that tests start in a process of their own, where they were built.</summary>
public static class BuiltProgram
{
    /// <summary>Gets the program that runs assemblies: the one that runs these tests, else that of the path.</summary>
    public static string Host { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    /// <summary>Returns the path of a project's assembly in the configuration of these tests: PROJECT/bin/CONFIGURATION/net10.0/.</summary>
    /// <param name="project">The project's folder in the repository.</param>
    /// <param name="assembly">The assembly's name, without its ending.</param>
    public static string PathOf(string project, string assembly)
    {
        var configuration = Directory.GetParent(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!.Name;
        return RepositoryRoot.PathOf(Path.Combine(project, "bin", configuration, "net10.0", $"{assembly}.dll"));
    }
}
