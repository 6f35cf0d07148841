using WeatherKd.Alignment;
using WeatherKd.Retraining;
using WeatherKd.Students;
using WeatherKd.Training.Experiments;
using WeatherKd.Training.Loop;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// A retraining after one more day, as production does it, from the parent's weights and from nothing: validation RMSE after each epoch. The parent has seen all but the last day.
/// </summary>
internal static class WarmStarting
{
    private const int DayHours = 24;
    private const int WarmEpochs = 3;

    /// <summary>Longest lead of a run that is copied, in h.</summary>
    private const int LongestLead = 120;

    public static async Task<int> RunAsync(string data)
    {
        var folder = await StationCsvFolder.ReadAsync(data, CancellationToken.None);
        var today = folder.Align(new AlignmentOptions());
        var last = folder.Observations.Max(o => o.NewestHour() ?? int.MinValue) - DayHours;
        var before = new StationCsvFolder(folder.Name, [.. folder.Observations.Select(o => Until(o, last))], [.. folder.Teacher.Select(t => Until(t, last))]).Align(new AlignmentOptions());
        var parent = await TrainAsync(before, new TrainingSettings(), null, "parent, one day earlier");
        await TrainAsync(today, new TrainingSettings { Epochs = WarmEpochs, Patience = WarmEpochs }, parent, "warm");
        await TrainAsync(today, new TrainingSettings(), null, "cold");
        return 0;
    }

    private static async Task<byte[]> TrainAsync(SeriesWindows windows, TrainingSettings settings, byte[]? parent, string name)
    {
        var journal = new Lines(name);
        var student = await new TrainingRun(windows, StudentVariant.Guided, settings, journal) { ParentCheckpoint = parent, ParentId = parent is null ? null : "parent" }.RunAsync(CancellationToken.None);
        Console.WriteLine($"{name}: best {student.ValidationRmse:f4} after epoch {student.BestEpoch} of {student.Epochs}");
        return student.Checkpoint;
    }

    private static HourlyObservations Until(HourlyObservations grid, int last)
    {
        var copy = new HourlyObservations(grid.Station, grid.Variables, grid.FirstHour, Math.Min(last, grid.LastHour));
        for (var hour = copy.FirstHour; hour <= copy.LastHour; hour++)
        {
            for (var variable = 0; variable < grid.Variables.Count; variable++)
            {
                copy.Set(HourIndex.ToTime(hour), variable, grid[hour, variable]);
            }
        }

        return copy;
    }

    private static TeacherRuns Until(TeacherRuns runs, int last)
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

    private sealed class Lines(string name) : ITrainingJournal
    {
        public Task<byte[]?> ReadCheckpointAsync(CancellationToken cancellationToken) => Task.FromResult<byte[]?>(null);

        public Task WriteCheckpointAsync(byte[] checkpoint, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task ReportAsync(TrainingProgress progress, CancellationToken cancellationToken)
        {
            Console.WriteLine($"{name}: epoch {progress.Epoch}, validation RMSE {progress.ValidationRmse:f4}");
            return Task.CompletedTask;
        }
    }
}
