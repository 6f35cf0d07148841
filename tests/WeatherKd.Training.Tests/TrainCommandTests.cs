using System.Globalization;
using System.Text;
using System.Text.Json;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Training.Experiments;
using WeatherKd.Verification;

namespace WeatherKd.Training.Tests;

/// <summary>The command <c>train</c>, from files to files.</summary>
[Collection(OneLibtorch.Name)]
public sealed class TrainCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-train").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Runs of three weeks are no archive.</summary>
    [Fact]
    public async Task TheReportSaysWhatWasLeftOutOfTheTeachersArchive()
    {
        await WriteAsync(new SimulatedWeather { Stations = 1 }.Series());
        var target = Path.Combine(_folder, "out");

        var exit = await TrainCommand.Create().Parse(["--data", _folder, "--epochs", "1", "--out", target]).InvokeAsync(null, Cancel);

        Assert.Equal(0, exit);
        var json = await File.ReadAllTextAsync(Path.Combine(target, StudentRegistry.VerificationName), Cancel);
        var report = JsonSerializer.Deserialize<VerificationReport>(json, WeatherJson.Indented)!;
        Assert.Contains(report.Remarks, r => r.Contains("The teacher's archive of temperature_2m", StringComparison.Ordinal));
    }

    private async Task WriteAsync(StationCsvFolder series)
    {
        await File.WriteAllLinesAsync(
            Path.Combine(_folder, "stations.csv"),
            ["station_id,name,latitude,longitude,elevation", .. series.Observations.Select(o => $"{o.Station},,36,127,10")],
            Cancel);
        var observed = new StringBuilder($"station_id,valid_time,{string.Join(',', series.Observations[0].Variables)}\n");
        foreach (var grid in series.Observations)
        {
            for (var hour = grid.FirstHour; hour <= grid.LastHour; hour++)
            {
                AppendRow(observed, [grid.Station, UtcTime.Format(hour.ToTime())], grid.At(hour));
            }
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "observations.csv"), observed.ToString(), Cancel);
        var modelled = new StringBuilder($"station_id,run_time,lead_hours,{string.Join(',', series.Teacher[0].Variables)}\n");
        foreach (var runs in series.Teacher)
        {
            foreach (var run in runs.RunHours)
            {
                for (var lead = 0; lead < 48; lead++)
                {
                    AppendRow(
                        modelled,
                        [runs.Station, UtcTime.Format(run.ToTime()), lead.ToString(CultureInfo.InvariantCulture)],
                        [.. runs.Variables.Select((_, v) => runs.Value(run, lead, v))]);
                }
            }
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "forecasts.csv"), modelled.ToString(), Cancel);
    }

    /// <summary>A line of a file; what is missing is an empty cell.</summary>
    private static void AppendRow(StringBuilder text, IEnumerable<string> keys, ReadOnlySpan<float> values)
    {
        text.AppendJoin(',', keys);
        foreach (var value in values)
        {
            text.Append(',').Append(float.IsNaN(value) ? string.Empty : value.ToString(CultureInfo.InvariantCulture));
        }

        text.Append('\n');
    }
}
