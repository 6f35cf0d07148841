using WeatherKd.Training.Windows;
using WeatherKd.Variables;

namespace WeatherKd.Training.Archives;

/// <summary>
/// Whether the teacher's series and the observations of a station can be of one place and in one unit. Only what is beyond doubt is
/// refused: how far a teacher may be off is for the folds to judge.
/// </summary>
internal static class ArchiveComparison
{
    /// <summary>Common hours from which on means show another unit: two of a night are off by some degrees, not by 273.</summary>
    private const int HoursToJudgeMeans = 6;

    /// <summary>Common hours from which on two series that have nothing in common are found out.</summary>
    private const int HoursToJudge = 72;

    /// <summary>Common days from which on the daily cycle shows.</summary>
    private const int DaysToJudge = 5;

    /// <summary>Hours of a day that count as all of it.</summary>
    private const int HoursOfAWholeDay = 20;

    /// <summary>
    /// A daily cycle that is this many times as large as the other's is another ground's. In single weeks of the land stations of the
    /// real sets it is 0.5 to 1.3 times; over the sea a fifth or less of a station's on land.
    /// </summary>
    private const double MostTimesTheCycle = 3;

    /// <summary>Daily cycle, in K, below which both are of a dull week and tell nothing.</summary>
    private const double LeastCycle = 2;

    /// <summary>Amounts and concentrations: g in the place of mg, m in the place of mm. A dry spell makes less.</summary>
    private const double MostTimesTheAmount = 100;

    /// <summary>Why they cannot be, in the words of a sentence's end; null where they can.</summary>
    /// <param name="variable">What was observed.</param>
    /// <param name="shared">The hours that both have.</param>
    public static string? Refuse(WeatherVariable variable, IReadOnlyList<SharedHour> shared)
    {
        if (shared.Count < HoursToJudgeMeans)
        {
            return null;
        }

        var (observed, teacher) = (Moments.Of(shared.Select(s => s.Observed)), Moments.Of(shared.Select(s => s.Teacher)));
        if (AreOfTwoUnits(variable, shared, observed, teacher))
        {
            return $"observations ({observed.Mean:0.###} ± {observed.Deviation:0.##} {variable.Unit}) and archive ({teacher.Mean:0.###} ± "
                + $"{teacher.Deviation:0.##} {variable.Unit}) seem to be of two units";
        }

        return variable.Name == "temperature_2m" ? RefusePlace(shared, observed, teacher) : null;
    }

    private static bool AreOfTwoUnits(WeatherVariable variable, IReadOnlyList<SharedHour> shared, Moments observed, Moments teacher)
    {
        switch (variable.Normalisation)
        {
            case Normalisation.Circular:
                return shared.Count >= HoursToJudge
                    && IsInRadians(shared.Select(s => s.Observed)) != IsInRadians(shared.Select(s => s.Teacher));
            case Normalisation.Logarithmic:
                return observed.Mean > 0 && teacher.Mean > 0
                    && observed.Mean / teacher.Mean is > MostTimesTheAmount or < 1 / MostTimesTheAmount;
        }

        if (variable.Name == "temperature_2m"
            && (Math.Abs(observed.Mean - teacher.Mean) > (shared.Count < HoursToJudge ? 40 : 15) || IsOneInFahrenheit(shared)))
        {
            return true;
        }

        if (shared.Count < HoursToJudge || observed.Deviation <= 0 || teacher.Deviation <= 0)
        {
            return false;
        }

        return observed.Deviation / teacher.Deviation is > 5 or < 0.2;
    }

    /// <summary>Below −20 °C both scales have much the same numbers: only how they change tells.</summary>
    private static bool IsOneInFahrenheit(IReadOnlyList<SharedHour> shared)
    {
        var asTheyAre = SquaresOf(teacher => teacher);
        return shared.Count >= HoursToJudge
            && Math.Min(SquaresOf(celsius => (1.8 * celsius) + 32), SquaresOf(fahrenheit => (fahrenheit - 32) / 1.8)) < 0.25 * asTheyAre;

        double SquaresOf(Func<double, double> convert) => shared.Average(s => Math.Pow(s.Observed - convert(s.Teacher), 2));
    }

    private static bool IsInRadians(IEnumerable<double> angles) => angles.All(a => a is >= -2 * Math.PI and <= 2 * Math.PI);

    private static string? RefusePlace(IReadOnlyList<SharedHour> shared, Moments observed, Moments teacher)
    {
        if (shared.Count < HoursToJudge || observed.Deviation <= 0 || teacher.Deviation <= 0)
        {
            return null;
        }

        var correlation = Correlation(shared, observed, teacher);
        if (correlation < 0.5)
        {
            return $"it goes its own way (correlation with the observations {correlation:0.00} over {shared.Count} hours, 0.5 is needed): "
                + "a grid cell of other ground, or another place";
        }

        var days = shared.GroupBy(s => s.Hour.Day).Where(day => day.Count() >= HoursOfAWholeDay).Select(day => day.ToList()).ToList();
        if (days.Count < DaysToJudge)
        {
            return null;
        }

        var (own, other) = (CycleOf(days, s => s.Observed), CycleOf(days, s => s.Teacher));
        return Math.Max(own, other) > LeastCycle && own / Math.Max(1e-6, other) is > MostTimesTheCycle or < 1 / MostTimesTheCycle
            ? $"its daily cycle is {other:0.#} K and that of the observations {own:0.#} K over {days.Count} days: a grid cell of other "
                + "ground, as of the sea beside land"
            : null;
    }

    /// <summary>Warmest less coldest hour of the mean day.</summary>
    private static double CycleOf(IEnumerable<List<SharedHour>> days, Func<SharedHour, double> value)
    {
        var hours = days
            .SelectMany(day => day.Select(s => (s.Hour.OfDay, Departure: value(s) - day.Average(value))))
            .GroupBy(s => s.OfDay)
            .Select(hour => hour.Average(s => s.Departure))
            .ToList();
        return hours.Max() - hours.Min();
    }

    private static double Correlation(IReadOnlyList<SharedHour> shared, Moments observed, Moments teacher) =>
        shared.Average(s => (s.Observed - observed.Mean) * (s.Teacher - teacher.Mean)) / (observed.Deviation * teacher.Deviation);
}

/// <summary>Mean and standard deviation of some values.</summary>
internal readonly record struct Moments(double Mean, double Deviation)
{
    /// <summary>Of these values, at least one.</summary>
    public static Moments Of(IEnumerable<double> values)
    {
        var (count, sum, squares) = (0, 0.0, 0.0);
        foreach (var value in values)
        {
            count++;
            sum += value;
            squares += value * value;
        }

        var mean = sum / count;
        return new Moments(mean, Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))));
    }
}
