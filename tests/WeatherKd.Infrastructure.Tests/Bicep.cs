using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using WeatherKd.TestSupport;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>The Bicep command line on this repository's <c>infra/</c>, and the template that it makes.</summary>
public sealed class Bicep
{
    /// <summary>Once for all tests of the process: they run beside each other.</summary>
    private static readonly Lazy<string> Executable = new(MakeExecutable);
    private readonly Lazy<JsonDocument> _template = new(Compile);

    /// <summary>Root of the checkout.</summary>
    public static string Repository => RepositoryRoot.Path;

    /// <summary>The compiled template.</summary>
    public JsonElement Template => _template.Value.RootElement;

    /// <summary>A parameter's default.</summary>
    public JsonElement DefaultOf(string parameter) => Template.GetProperty("parameters").GetProperty(parameter).GetProperty("defaultValue");

    /// <summary>All resources of the template and of the templates inside it.</summary>
    public IEnumerable<JsonElement> Resources => ResourcesOf(Template);

    /// <summary>Resources of one type.</summary>
    public IEnumerable<JsonElement> OfType(string type) => Resources.Where(r => r.GetProperty("type").GetString() == type);

    /// <summary>Runs a Bicep command on <c>infra/main.bicep</c>.</summary>
    /// <returns>Its exit code and all that it said; Bicep warns and still exits with 0.</returns>
    public static (int ExitCode, string Said) Run(params string[] arguments)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
            "the Bicep command line is restored for x64 Linux alone");
        var start = new ProcessStartInfo(Executable.Value, arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using var bicep = Process.Start(start)!;
        var errors = bicep.StandardError.ReadToEndAsync();
        var output = bicep.StandardOutput.ReadToEnd();
        bicep.WaitForExit();
        return (bicep.ExitCode, output + errors.GetAwaiter().GetResult());
    }

    /// <summary>Path of a file below <c>infra/</c>.</summary>
    public static string Infra(params string[] parts) => Path.Combine([Repository, "infra", .. parts]);

    private static JsonDocument Compile()
    {
        var file = Path.GetTempFileName();
        try
        {
            var (exitCode, said) = Run("build", Infra("main.bicep"), "--outfile", file);
            Assert.True(exitCode == 0, said);
            return JsonDocument.Parse(File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<JsonElement> ResourcesOf(JsonElement template)
    {
        // An array of resources, or an object by symbolic names, as the language version wants.
        var resources = template.GetProperty("resources");
        var members = resources.ValueKind == JsonValueKind.Array
            ? resources.EnumerateArray()
            : resources.EnumerateObject().Select(p => p.Value);
        foreach (var resource in members)
        {
            yield return resource;
            if (resource.GetProperty("type").GetString() == "Microsoft.Resources/deployments")
            {
                foreach (var inner in ResourcesOf(resource.GetProperty("properties").GetProperty("template")))
                {
                    yield return inner;
                }
            }
        }
    }

    private static string MakeExecutable()
    {
        var restored = Metadata("Bicep");
        Assert.True(File.Exists(restored), $"{restored} does not exist: restore the tests.");
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var copy = Path.Combine(AppContext.BaseDirectory, "bicep");
        if (!OperatingSystem.IsWindows() && !File.Exists(copy))
        {
            // Packages keep no execution bit, and the package cache is not ours to change.
            var own = $"{copy}.{Environment.ProcessId}";
            File.Copy(restored, own, overwrite: true);
            File.SetUnixFileMode(own, mode);
            File.Move(own, copy, overwrite: true);
        }

        return copy;
    }

    private static string Metadata(string key) =>
        typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
