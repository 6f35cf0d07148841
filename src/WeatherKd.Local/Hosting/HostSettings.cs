using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Api;
using WeatherKd.Feeds;
using WeatherKd.Local.Triggers;
using WeatherKd.Local.Workflow;
using WeatherKd.Settings;

namespace WeatherKd.Local.Hosting;

/// <summary>The settings of the embedded host: environment variables with a prefix that is WeatherKd's alone.</summary>
internal static class HostSettings
{
    /// <summary>What the names of its environment variables begin with.</summary>
    public const string Prefix = "WEATHERKD_";

    /// <summary>Sections of the prefix that ASP.NET Core reads.</summary>
    private static readonly string[] Others = ["Logging", "Kestrel"];

    /// <summary>
    /// What differs on one machine from a service in the cloud: arrivals settle at once, asking a process how it is costs nothing, and
    /// nobody refuses it a machine.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> Defaults { get; } = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Retraining:SettleTime"] = "00:00:05",
        ["Retraining:PollInterval"] = "00:00:05",
        ["Retraining:RestartWaits:0"] = "00:00:00",
    };

    /// <summary>All sections, with what may be in them.</summary>
    public static IReadOnlyList<SettingsSection> Sections()
    {
        var nothing = new ConfigurationBuilder().Build();
        var services = new ServiceCollection()
            .AddWeatherKd(nothing)
            .AddWeatherKdApi(nothing)
            .AddFeeds(nothing)
            .AddSettings<BlobPollerOptions>(nothing, "BlobPoller")
            .AddWorkflowClient(nothing);
        return [.. services.Where(s => !s.IsKeyedService).Select(s => s.ImplementationInstance).OfType<SettingsSection>()];
    }

    /// <summary>Checks the environment before anything is started: each name below the prefix, and each value.</summary>
    /// <exception cref="SettingsException">A name is no setting's, or a value is of another form or outside its range.</exception>
    public static void CheckEnvironment()
    {
        var ours = new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build();
        new SettingsCheck(Sections()).Run(ours, ours, Others);
    }
}
