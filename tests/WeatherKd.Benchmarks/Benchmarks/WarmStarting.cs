using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Training.Experiments;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// Retrainings after one more day each, as production does them: from the weights of the student of the day before, for at most three
/// epochs, and from nothing, until early stopping. Validation RMSE of both, as medians over the days: one day's validation part is too
/// short to tell them apart.
/// </summary>
internal static class WarmStarting
{
    private const int DayHours = 24;
    private const int Days = 6;
    private const int WarmEpochs = 3;

    /// <summary>Longest lead of a run that is copied, in h.</summary>
    private const int LongestLead = 120;

    public static async Task<int> RunAsync(string data)
    {
        var folder = await StationCsvFolder.ReadAsync(data, CancellationToken.None);
        var last = folder.Observations.Max(o => o.NewestHour() ?? Hour.MinValue);
        var warmSettings = new TrainingSettings { Epochs = WarmEpochs, Patience = WarmEpochs };
        var ratios = new List<double>();
        byte[]? parent = null;
        for (var day = Days; day >= 0; day--)
        {
            var windows = Until(folder, last - (day * DayHours)).Align(new AlignmentOptions());
            var cold = await TrainAsync(windows, new TrainingSettings(), null);
            Print(day, "cold", cold);
            if (parent is not null)
            {
                var warm = await TrainAsync(windows, warmSettings, parent);
                Print(day, "warm", warm);
                ratios.Add(warm.ValidationRmse / cold.ValidationRmse);
            }

            parent = cold.Checkpoint;
        }

        Console.WriteLine(
            $"RMSE of the warm student after at most {WarmEpochs} epochs, as a multiple of the cold one's: "
            + $"{string.Join(", ", ratios.Order().Select(r => r.ToString("f3")))}; median {VariantSummary.Median(ratios):f3}");
        return 0;
    }

    private static void Print(int day, string name, TrainedStudent student) =>
        Console.WriteLine(
            $"{day} days before the last, {name}: validation RMSE {student.ValidationRmse:f4} after epoch {student.BestEpoch} of "
            + $"{student.Epochs}, {student.Seconds:f0} s");

    private static Task<TrainedStudent> TrainAsync(SeriesWindows windows, TrainingSettings settings, byte[]? parent) =>
        new TrainingRun(windows, StudentVariant.Guided, settings, new NoJournal())
        {
            ParentCheckpoint = parent,
            ParentId = parent is null ? null : "parent",
        }.RunAsync(CancellationToken.None);

    private static StationCsvFolder Until(StationCsvFolder folder, Hour last) =>
        new(folder.Name, [.. folder.Observations.Select(o => Until(o, last))], [.. folder.Teacher.Select(t => Until(t, last))]);

    private static HourlyObservations Until(HourlyObservations grid, Hour last)
    {
        var copy = new HourlyObservations(grid.Station, grid.Variables, grid.FirstHour, Hour.Min(last, grid.LastHour));
        for (var hour = copy.FirstHour; hour <= copy.LastHour; hour++)
        {
            for (var variable = 0; variable < grid.Variables.Count; variable++)
            {
                copy.Set(hour.ToTime(), variable, grid[hour, variable]);
            }
        }

        return copy;
    }

    private static TeacherRuns Until(TeacherRuns runs, Hour last)
    {
        var copy = new TeacherRuns(runs.Station, runs.Variables);
        var values = new float[(LongestLead + 1) * runs.Variables.Count];
        foreach (var run in runs.RunHours.Where(hour => hour <= last))
        {
            // As known at its own start, a run's values are its own, or an older run's where it has none, which the join would take too.
            runs.FillAsOf(run, 0, run, values);
            for (var at = 0; at < values.Length; at++)
            {
                copy.Set(run, at / runs.Variables.Count, at % runs.Variables.Count, values[at]);
            }
        }

        return copy;
    }

    private sealed class NoJournal : ITrainingJournal
    {
        public Task<byte[]?> ReadCheckpointAsync(CancellationToken cancellationToken) => Task.FromResult<byte[]?>(null);

        public Task WriteCheckpointAsync(byte[] checkpoint, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task ReportAsync(TrainingProgress progress, CancellationToken cancellationToken) => Task.CompletedTask;

        public ITrainingJournal OfMember(int number) => this;
    }
}
