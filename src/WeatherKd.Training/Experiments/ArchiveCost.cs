using WeatherKd.TrainingJobs;
using WeatherKd.Verification;

namespace WeatherKd.Training.Experiments;

/// <summary>What the teacher's archive did to one student's error in one variable.</summary>
/// <param name="Change">RMSE with the archive ÷ RMSE without it, less 1: below 0 it helped.</param>
/// <param name="Interval">90 % interval of it, by drawing the scored days anew; null with too few days.</param>
internal sealed record ArchiveCost(double Change, Interval? Interval)
{
    private const int BlockDays = 3;
    private const int Samples = 1000;

    /// <summary>Most that an archive may cost where it does not help.</summary>
    private const double Allowed = 0.01;

    /// <summary>Whether it costs more than it may and more than the days' chance explains.</summary>
    public bool IsTooMuch => Change > Allowed && Interval is not { Low: <= 0 };

    /// <summary>
    /// Compares a student with the same without the archive, per target; empty where there is none or the days were not kept.
    /// </summary>
    public static IReadOnlyList<ArchiveCost> Of(ObservationDaysRow row, IReadOnlyList<ObservationDaysRow> rows)
    {
        var without = rows.FirstOrDefault(r => r.Archive == ArchiveUse.Off
            && r.Days == row.Days
            && r.Student == row.Student.Replace(", archive", "", StringComparison.Ordinal));
        if (row.Archive == ArchiveUse.Off || without is null || row.DailySquares.Count == 0 || without.DailySquares.Count == 0)
        {
            return [];
        }

        var days = row.DailySquares[0].Count;
        var bootstrap = new DayBootstrap(days, BlockDays, Samples, seed: 1);
        int[] once = [.. Enumerable.Repeat(1, days)];
        return
        [
            .. row.DailySquares.Zip(without.DailySquares, (with, alone) =>
                new ArchiveCost(ChangeOf(with, alone, once), bootstrap.Of(draw => ChangeOf(with, alone, draw), 0.9))),
        ];
    }

    private static double ChangeOf(IReadOnlyList<double> with, IReadOnlyList<double> alone, int[] counts) =>
        Math.Sqrt(with.Zip(counts, (w, c) => w * c).Sum() / alone.Zip(counts, (a, c) => a * c).Sum()) - 1;
}
