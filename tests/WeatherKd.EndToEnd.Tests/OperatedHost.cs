using System.Text.Json;
using WeatherKd.Local.Hosting;

namespace WeatherKd.EndToEnd.Tests;

/// <summary>A host that is up on a folder of its own, and commands on that folder, as an operator gives them.</summary>
public sealed class OperatedHost : IAsyncLifetime
{
    private static readonly Dictionary<string, string> NoSettings = new(StringComparer.Ordinal);
    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-operated-").FullName;
    private HostProcess? _host;

    public async ValueTask InitializeAsync()
    {
        _host = HostProcess.Start(["up", "--json", "--url", "http://127.0.0.1:0", "--data-folder", _folder], NoSettings);
        await _host.AddressAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The host's address and storage.</summary>
    internal HostFile File => HostFile.Read(_folder);

    /// <summary>A file beside the host's data.</summary>
    public string Put(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Gives a command.</summary>
    public Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(environment: null, arguments);

    /// <summary>Gives a command in an environment.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(
        IReadOnlyDictionary<string, string>? environment,
        params string[] arguments)
    {
        await using var command = HostProcess.Start([.. arguments, "--data-folder", _folder], NoSettings, environment);
        var output = await command.Output.ReadToEndAsync();
        return (await command.ExitCodeAsync(CancellationToken.None), output, await command.Error);
    }

    /// <summary>Gives a command that must end with a code and print a document.</summary>
    public async Task<JsonElement> JsonAsync(int code, params string[] arguments)
    {
        var (ended, output, error) = await RunAsync([.. arguments, "--json"]);
        Assert.True(ended == code, $"{string.Join(' ', arguments)} ended with {ended}: {error}{output}");
        return JsonDocument.Parse(output).RootElement;
    }
}
