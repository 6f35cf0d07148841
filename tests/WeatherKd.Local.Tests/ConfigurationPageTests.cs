using WeatherKd.Api.Conventions;
using WeatherKd.Local.Hosting;
using WeatherKd.Retraining.Launching;
using WeatherKd.Settings;
using WeatherKd.TestSupport;

namespace WeatherKd.Local.Tests;

/// <summary><c>WEATHERKD_WRITE_CONFIGURATION=1</c> with this test writes the page.</summary>
public sealed class ConfigurationPageTests
{
    private const string Start = "<!-- settings -->\n";
    private const string End = "<!-- /settings -->";

    [Fact]
    public async Task TheConfigurationPageSaysWhatTheOptionsSay()
    {
        var path = Path.Combine(RepositoryRoot.Path, "docs", "configuration.md");
        var page = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var (start, end) = (page.IndexOf(Start, StringComparison.Ordinal) + Start.Length, page.IndexOf(End, StringComparison.Ordinal));

        var written = ConfigurationPage.Write(
        [
            .. HostSettings.Sections(),
            new SettingsSection("Api", typeof(ReadSettings)),
            new SettingsSection("TrainingJob", typeof(ContainerAppsJobOptions)),
        ]) + "\n";
        if (Environment.GetEnvironmentVariable("WEATHERKD_WRITE_CONFIGURATION") is not null)
        {
            await File.WriteAllTextAsync(path, page[..start] + written + page[end..], TestContext.Current.CancellationToken);
            return;
        }

        Assert.Equal(written, page[start..end]);
    }
}
