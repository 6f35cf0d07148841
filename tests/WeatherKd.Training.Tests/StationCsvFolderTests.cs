using WeatherKd.Storage;
using WeatherKd.Training.Experiments;

namespace WeatherKd.Training.Tests;

/// <summary>A folder of files that an experiment reads: what it cannot read it says.</summary>
public sealed class StationCsvFolderTests : IDisposable
{
    private const string Stations = "station_id,name,latitude,longitude,elevation\n129,,36,127,10\n";
    private const string Forecasts = "station_id,run_time,lead_hours,temperature_2m\n129,2021-01-01T00:00:00Z,1,2.5\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-folder").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AValueThatCannotBeReadIsCountedAndAnUnlistedStationNamed()
    {
        var folder = await ReadAsync(
            Observations("129,2021-01-01T00:00:00Z,1.5", "129,2021-01-01T01:00:00Z,12.3C", "130,2021-01-01T00:00:00Z,1"),
            Forecasts + "7,2021-01-01T00:00:00Z,1,2.5\n");

        Assert.Equal(3, folder.Remarks.Count);
        Assert.StartsWith("observations.csv: 1 values or rows could not be read", folder.Remarks[0], StringComparison.Ordinal);
        Assert.Contains("12.3C", folder.Remarks[0], StringComparison.Ordinal);
        Assert.Equal("observations.csv: 1 station is not in stations.csv and left out: 130.", folder.Remarks[1]);
        Assert.Equal("forecasts.csv: 1 station is not in stations.csv and left out: 7.", folder.Remarks[2]);
    }

    [Fact]
    public async Task FilesThatAreWholeNeedNoWord()
    {
        var folder = await ReadAsync(Observations("129,2021-01-01T00:00:00Z,1.5"), Forecasts);

        Assert.Empty(folder.Remarks);
    }

    [Theory]
    [InlineData("stations.csv")]
    [InlineData("observations.csv")]
    [InlineData("forecasts.csv")]
    public async Task TheFileThatCannotBeReadIsNamed(string name)
    {
        await WriteAsync(Observations("129,2021-01-01T00:00:00Z,1.5"), Forecasts);
        await File.WriteAllTextAsync(Path.Combine(_folder, name), string.Empty, TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<InputFormatException>(() =>
            StationCsvFolder.ReadAsync(_folder, TestContext.Current.CancellationToken));

        Assert.StartsWith($"{name}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherFilesAreAnotherDatasetWhateverTheFoldersName()
    {
        var first = await ReadAsync(Observations("129,2021-01-01T00:00:00Z,1.5"), Forecasts);
        var second = await ReadAsync(Observations("129,2021-01-01T00:00:00Z,1.6"), Forecasts);
        var again = await ReadAsync(Observations("129,2021-01-01T00:00:00Z,1.5"), Forecasts);

        Assert.NotEqual(first.Version, second.Version);
        Assert.Equal(first.Version, again.Version);
    }

    private static string Observations(params string[] rows) => "station_id,valid_time,temperature_2m\n" + string.Join('\n', rows) + "\n";

    private async Task<StationCsvFolder> ReadAsync(string observations, string forecasts)
    {
        await WriteAsync(observations, forecasts);
        return await StationCsvFolder.ReadAsync(_folder, TestContext.Current.CancellationToken);
    }

    private async Task WriteAsync(string observations, string forecasts)
    {
        var cancel = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Path.Combine(_folder, "stations.csv"), Stations, cancel);
        await File.WriteAllTextAsync(Path.Combine(_folder, "observations.csv"), observations, cancel);
        await File.WriteAllTextAsync(Path.Combine(_folder, "forecasts.csv"), forecasts, cancel);
    }
}
