using System.Globalization;
using WeatherKd.Series;

namespace WeatherKd.Alignment;

/// <summary>
/// From when to when a record has observations and runs: what decides which forecast origins there are, and, while there are too few, what
/// is missing.
/// </summary>
/// <param name="FirstObserved">First hour with an observation; null where there is none.</param>
/// <param name="LastObserved">Last hour with one.</param>
/// <param name="FirstRun">Start of the first run; null where there is none.</param>
/// <param name="LastForecast">Last hour that a run has a value for.</param>
/// <param name="Stations">Number of stations with observations.</param>
public sealed record RecordSpan(Hour? FirstObserved, Hour? LastObserved, Hour? FirstRun, Hour? LastForecast, int Stations)
{
    /// <summary>Further days that are tried before no number is given.</summary>
    private const int MostDays = 800;

    /// <summary>The span of a record.</summary>
    public static RecordSpan Of(IReadOnlyList<HourlyObservations> observations, IReadOnlyList<TeacherRuns> teacher)
    {
        var grids = observations.Where(o => o.NewestHour() is not null).ToList();
        var withRuns = teacher.Where(t => t.RunHours.Count > 0).ToList();
        return new RecordSpan(
            grids.Count == 0 ? null : grids.Min(OldestHour),
            grids.Max(o => o.NewestHour()),
            withRuns.Count == 0 ? null : withRuns.Min(t => t.RunHours[0]),
            withRuns.Count == 0 ? null : withRuns.Max(t => t.LastValidHour),
            grids.Count);
    }

    /// <summary>
    /// All forecast origins: from the first with a full history and a run, to the last whose horizon lies inside both records. Without
    /// runs, observations alone decide.
    /// </summary>
    public IReadOnlyList<Hour> Origins(AlignmentOptions options)
    {
        if (FirstObserved is not { } firstObserved || LastObserved is not { } lastObserved)
        {
            return [];
        }

        var first = Hour.Max(firstObserved + options.HistoryHours - 1, FirstRun + options.DeliveryDelayHours ?? Hour.MinValue);
        var last = Hour.Min(lastObserved, LastForecast ?? Hour.MaxValue) - options.HorizonHours;
        return [.. options.OriginStep.Between(first, last)];
    }

    /// <summary>What there is, what a training needs, and after how many more days of both it will be there; in a sentence.</summary>
    /// <param name="options">The step, lengths and division.</param>
    /// <param name="needed">Fewest windows of the training part.</param>
    /// <param name="windows">Windows of the training part that there are; null where they could not be divided.</param>
    public string Lack(AlignmentOptions options, NeededWindows needed, int? windows = null)
    {
        var there = FirstObserved is null
            ? "no observations"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{LastObserved - FirstObserved + 1} h of observations at {Stations} station{(Stations == 1 ? string.Empty : "s")}");
        var runs = FirstRun is null
            ? "no run of the numerical model"
            : string.Create(CultureInfo.InvariantCulture, $"{LastForecast - FirstRun + 1} h of runs");
        var counted = windows is null
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $", which give {windows} training windows");
        var setting = needed.Setting is { } name ? $" ({name})" : string.Empty;
        var rule = string.Create(
            CultureInfo.InvariantCulture,
            $"{needed.Count} training window{(needed.Count == 1 ? string.Empty : "s")}{setting}, each of "
            + $"{options.HistoryHours} h of observations before a forecast origin and "
            + $"{options.HorizonHours} h of observations and runs after it, and {OriginPlan.GapHours} h later a part to validate and one "
            + $"to verify on");
        return $"There are {there} and {runs}{counted}; needed: {rule}{More(options, needed.Count)}.";
    }

    private static Hour OldestHour(HourlyObservations grid)
    {
        for (var hour = grid.FirstHour; hour <= grid.LastHour; hour++)
        {
            if (grid.At(hour).ContainsAnyExcept(float.NaN))
            {
                return hour;
            }
        }

        return Hour.MaxValue;
    }

    private string More(AlignmentOptions options, int minimumWindows)
    {
        if (FirstObserved is null)
        {
            return string.Empty;
        }

        for (var days = 1; days <= MostDays; days++)
        {
            var longer = this with { LastObserved = LastObserved + (24 * days), LastForecast = LastForecast + (24 * days) };
            var origins = longer.Origins(options);
            if (OriginPlan.Divide(origins, options) is { } split
                && origins.Count(o => o <= split.TrainingEnd) * (long)Stations >= minimumWindows)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $", that is about {days} more day{(days == 1 ? string.Empty : "s")} of both");
            }
        }

        return string.Empty;
    }
}

/// <summary>Fewest windows of a training part.</summary>
/// <param name="Count">How many, at least 1.</param>
/// <param name="Setting">The setting that says so; null where none does.</param>
public readonly record struct NeededWindows(int Count, string? Setting = null);
