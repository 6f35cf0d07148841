using System.Security.Cryptography;
using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Students;
using WeatherKd.Training.Experiments;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;

namespace WeatherKd.Training.Tests;

/// <summary>
/// Nothing of the time that is verified is learned from: a record whose every value from a day before it on is another gives the same
/// student, byte for byte, and one that was other a day earlier gives another.
/// </summary>
[Collection(OneLibtorch.Name)]
public sealed class LaterRecordTests
{
    private const int ObservedDays = 14;

    private static readonly TrainingSettings Small = new() { Epochs = 1, HiddenSize = 4, BatchSize = 256, Device = "cpu" };

    private static readonly AlignmentOptions Options = new() { HistoryHours = 6, HorizonHours = 3 };

    /// <summary>Four months of runs, of which only the last days were observed: the teacher's archive teaches.</summary>
    private static readonly StationCsvFolder Long = WithWind(new SimulatedWeather { Days = 112, Stations = 1, IsDusty = true }.Series());

    /// <summary>Too few runs for an archive: the observations alone teach, epoch by epoch.</summary>
    private static readonly StationCsvFolder Short = WithWind(new SimulatedWeather { Days = 24, Stations = 1, IsDusty = true }.Series());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StudentVariant.Standalone, true)]
    [InlineData(StudentVariant.Distilled, true)]
    [InlineData(StudentVariant.Guided, true)]
    [InlineData(StudentVariant.Standalone, false)]
    [InlineData(StudentVariant.Distilled, false)]
    [InlineData(StudentVariant.Guided, false)]
    public async Task WhateverComesLaterChangesNoByteOfTheStudent(StudentVariant variant, bool hasArchive)
    {
        var record = hasArchive ? Long : Short;
        var split = Windows(record, hasArchive).Description.Split;
        var learned = await TrainAsync(record);
        using var session = StudentSession.Load(learned, Convert.ToHexStringLower(SHA256.HashData(learned)));
        Assert.Equal(hasArchive, session.Lineage.Archive is { Taught.Count: > 0 });

        Assert.Equal(learned, await TrainAsync(Altered(record, split.VerificationStart - 23)));

        // The last hour that a window to learn or to choose by can see.
        Assert.NotEqual(learned, await TrainAsync(Altered(record, split.ValidationEnd + Options.HorizonHours)));

        async Task<byte[]> TrainAsync(StationCsvFolder series) =>
            (await new TrainingRun(Windows(series, hasArchive), variant, Small, new MemoryJournal()).RunAsync(Cancel)).Onnx;
    }

    /// <summary>Else the test above could not see a column leak.</summary>
    [Fact]
    public async Task EveryColumnOfObservationsAndOfRunsIsAnotherFromTheHourOnAndTheSameBefore()
    {
        var windows = Windows(Long, hasArchive: true);
        var from = windows.Description.Split.VerificationStart - 23;
        var altered = Altered(Long, from);
        foreach (var (before, after) in Long.Observations.Zip(altered.Observations))
        {
            Assert.Equal(7, after.Variables.Count);
            for (var hour = before.FirstHour; hour <= before.LastHour; hour++)
            {
                for (var v = 0; v < before.Variables.Count; v++)
                {
                    Assert.Equal(hour < from, before[hour, v].Equals(after[hour, v]));
                }
            }
        }

        foreach (var (before, after) in Long.Teacher.Zip(altered.Teacher))
        {
            Assert.Equal(7, after.Variables.Count);
            foreach (var (run, lead, v) in Values(before))
            {
                Assert.Equal(run + lead < from, before.Value(run, lead, v).Equals(after.Value(run, lead, v)));
            }
        }

        // What windows hold of it.
        var (first, second) = (
            await windows.ReadAsync(DatasetPart.Verification, 0, Cancel),
            await Windows(altered, hasArchive: true).ReadAsync(DatasetPart.Verification, 0, Cancel));
        var description = windows.Description;
        AssertOther(first.Observations, second.Observations, description.Inputs);
        AssertOther(first.Teacher, second.Teacher, description.TeacherVariables);
        AssertOther(first.Targets, second.Targets, description.Targets);
        Assert.Superset(new HashSet<string> { "temperature_2m", "wind_speed_10m", "pm10" }, description.Targets.ToHashSet());
    }

    /// <summary>Bytes tell of every single column: of one that is altered within the time that is learned from, they are others.</summary>
    [Theory]
    [InlineData("observations")]
    [InlineData("runs")]
    public async Task AnyVariableThatIsAnotherEarlierMakesAnotherStudent(string part)
    {
        var options = Options with { Targets = ["temperature_2m"] };
        var from = Short.Align(options).Description.Split.ValidationEnd - (5 * 24);
        var learned = await TrainAsync(Short);
        var students = new List<byte[]> { learned };
        foreach (var variable in Short.Observations[0].Variables)
        {
            var altered = Altered(Short, from, variable);
            students.Add(await TrainAsync(part == "runs"
                ? Short with { Teacher = altered.Teacher }
                : Short with { Observations = altered.Observations }));
        }

        Assert.Equal(students.Count, students.Select(Convert.ToHexString).Distinct(StringComparer.Ordinal).Count());

        async Task<byte[]> TrainAsync(StationCsvFolder series) =>
            (await new TrainingRun(series.Align(options), StudentVariant.Guided, Small, new MemoryJournal()).RunAsync(Cancel)).Onnx;
    }

    private static SeriesWindows Windows(StationCsvFolder record, bool hasArchive)
    {
        var windows = record.Align(Options);
        return hasArchive ? windows.ObservedFor(ObservedDays, Options) : windows;
    }

    private static void AssertOther(float[] first, float[] second, IReadOnlyList<string> columns) => Assert.All(columns, (_, column) =>
    {
        var both = Enumerable.Range(0, first.Length)
            .Where(at => at % columns.Count == column && float.IsFinite(first[at]) && float.IsFinite(second[at]))
            .ToList();
        Assert.NotEmpty(both);
        Assert.All(both, at => Assert.NotEqual(first[at], second[at]));
    });

    /// <summary>
    /// Another record from an hour on: each value is higher, by more in some hours than in others, so that neither a mean nor a departure
    /// from it stays; what was missing is there.
    /// </summary>
    private static StationCsvFolder Altered(StationCsvFolder record, Hour from, string? only = null)
    {
        return new StationCsvFolder(
            record.Name,
            [.. record.Observations.Select(AlterObserved)],
            [.. record.Teacher.Select(AlterRuns)]);

        double Other(string variable, Hour hour, double value)
        {
            if (hour < from || (only is not null && variable != only))
            {
                return value;
            }

            var other = (double.IsNaN(value) ? 10 : value) + 3 + (hour.SinceEpoch % 5);
            return variable == "wind_direction_10m" ? other % 360 : other;
        }

        HourlyObservations AlterObserved(HourlyObservations grid)
        {
            var other = new HourlyObservations(grid.Station, grid.Variables, grid.FirstHour, grid.LastHour);
            for (var hour = grid.FirstHour; hour <= grid.LastHour; hour++)
            {
                for (var v = 0; v < grid.Variables.Count; v++)
                {
                    other.Set(hour.ToTime(), v, Other(grid.Variables[v], hour, grid[hour, v]));
                }
            }

            return other;
        }

        TeacherRuns AlterRuns(TeacherRuns runs)
        {
            var other = new TeacherRuns(runs.Station, runs.Variables);
            foreach (var (run, lead, v) in Values(runs))
            {
                other.Set(run, lead, v, Other(runs.Variables[v], run + lead, runs.Value(run, lead, v)));
            }

            return other;
        }
    }

    /// <summary>The record with a wind that follows from its rain, the model's too strong.</summary>
    private static StationCsvFolder WithWind(StationCsvFolder record)
    {
        return new StationCsvFolder(record.Name, [.. record.Observations.Select(Observed)], [.. record.Teacher.Select(Modelled)]);

        HourlyObservations Observed(HourlyObservations grid)
        {
            string[] variables = [.. grid.Variables, "wind_speed_10m"];
            var all = new HourlyObservations(grid.Station, variables, grid.FirstHour, grid.LastHour);
            for (var hour = grid.FirstHour; hour <= grid.LastHour; hour++)
            {
                for (var v = 0; v < grid.Variables.Count; v++)
                {
                    all.Set(hour.ToTime(), v, grid[hour, v]);
                }

                all.Set(hour.ToTime(), grid.Variables.Count, 4 + grid[hour, grid.Variables.IndexOf("precipitation")]);
            }

            return all;
        }

        TeacherRuns Modelled(TeacherRuns runs)
        {
            var all = new TeacherRuns(runs.Station, [.. runs.Variables, "wind_speed_10m"]);
            var rain = runs.Variables.IndexOf("precipitation");
            foreach (var (run, lead, v) in Values(runs))
            {
                all.Set(run, lead, v, runs.Value(run, lead, v));
                if (v == rain)
                {
                    all.Set(run, lead, runs.Variables.Count, 5 + (1.2 * runs.Value(run, lead, v)));
                }
            }

            return all;
        }
    }

    /// <summary>Where runs have values.</summary>
    private static IEnumerable<(Hour Run, int Lead, int Variable)> Values(TeacherRuns runs) =>
        from run in runs.RunHours
        from lead in Enumerable.Range(0, 48)
        from v in Enumerable.Range(0, runs.Variables.Count)
        where !float.IsNaN(runs.Value(run, lead, v))
        select (run, lead, v);
}
