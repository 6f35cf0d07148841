using WeatherKd.Api.Conventions;
using WeatherKd.Api.Units;
using WeatherKd.Variables;

namespace WeatherKd.Api.Columns;

/// <summary>
/// The days of an answer in its time zone. A day is made of the hours that the answer has of it, and <see cref="Hours"/> says how many
/// those are: the first and the last day of a
/// forecast are parts of a day. An amount of the hour up to midnight belongs to the day that ends. A sum is null where one of the hours is
/// missing; the others pass missing hours over.
/// </summary>
/// <param name="Days">Dates in the time zone of the answer, ascending.</param>
/// <param name="Hours">How many hours of each day the answer has.</param>
/// <param name="Columns">What was asked for, in order.</param>
internal sealed record DailyTable(IReadOnlyList<DateOnly> Days, IReadOnlyList<int> Hours, IReadOnlyList<DailyColumn> Columns)
{
    /// <summary>Seconds of an hour, as megajoules to a watt.</summary>
    private const double MegajoulesPerWattHour = 0.0036;

    /// <summary>Makes the days.</summary>
    /// <param name="wishes">What is asked for.</param>
    /// <param name="times">The hours of the answer, ascending.</param>
    /// <param name="zone">Its time zone; null for UTC.</param>
    /// <param name="values">The hourly values of a variable in the unit of the store, one for each of <paramref name="times"/>.</param>
    /// <param name="units">Units of the answer.</param>
    public static DailyTable Of(
        IReadOnlyList<DailyWish> wishes,
        IReadOnlyList<DateTimeOffset> times,
        TimeZoneInfo? zone,
        Func<string, IReadOnlyList<double?>> values,
        UnitChoice units)
    {
        var instants = times.Select(t => TimeLabel.DayOf(t, zone)).ToList();
        var overHour = times.Select(t => TimeLabel.DayOf(t.AddHours(-1), zone)).ToList();
        List<DateOnly> days = [.. instants.Distinct()];
        return new DailyTable(
            days,
            [.. days.Select(d => instants.Count(i => i == d))],
            [.. wishes.Select(w => Column(w, days, w.Variable.OverHour ? overHour : instants, values, units))]);
    }

    /// <summary>The columns as the JSON has them: dates, hours, and each column's values.</summary>
    public IReadOnlyDictionary<string, object> ToColumns()
    {
        var columns = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["time"] = Days.Select(d => d.ToString("yyyy-MM-dd")).ToList(),
            ["hours"] = Hours,
        };
        foreach (var column in Columns)
        {
            columns[column.Name] = column.Values;
        }

        return columns;
    }

    /// <summary>The units of <see cref="ToColumns"/>.</summary>
    public IReadOnlyDictionary<string, string> ToUnits()
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal) { ["time"] = "iso8601", ["hours"] = "h" };
        foreach (var column in Columns)
        {
            named[column.Name] = column.Unit.Name;
        }

        return named;
    }

    private static DailyColumn Column(
        DailyWish wish, List<DateOnly> days, List<DateOnly> dayOfHour, Func<string, IReadOnlyList<double?>> values, UnitChoice units)
    {
        var unit = wish is { Statistic: DailyStatistic.Sum, Variable.Unit: "W/m²" }
            ? new DisplayUnit("MJ/m²", MegajoulesPerWattHour)
            : units.Of(wish.Variable.Unit);
        var hourly = values(wish.Variable.Name);
        var weights = wish.Statistic == DailyStatistic.Dominant ? values(VariableNames.WindSpeed) : null;
        return new DailyColumn(wish.Name, unit, [.. days.Select(day =>
        {
            List<int> hours = [.. Enumerable.Range(0, dayOfHour.Count).Where(i => dayOfHour[i] == day)];
            List<double> present = [.. hours.Select(i => hourly[i]).OfType<double>()];
            double? value = (wish.Statistic, present.Count) switch
            {
                (_, 0) => null,
                (DailyStatistic.Min, _) => present.Min(),
                (DailyStatistic.Max, _) => present.Max(),
                (DailyStatistic.Mean, _) => present.Average(),
                (DailyStatistic.Sum, _) => present.Count == hours.Count ? present.Sum() : null,
                _ => Dominant(hours, hourly, weights!),
            };
            return value is { } v ? unit.Of(v) : (double?)null;
        })]);
    }

    private static double? Dominant(List<int> hours, IReadOnlyList<double?> directions, IReadOnlyList<double?> weights)
    {
        var (east, north) = (0.0, 0.0);
        foreach (var hour in hours)
        {
            if (directions[hour] is { } direction)
            {
                var wind = Wind.Components(weights[hour] ?? 1, direction);
                (east, north) = (east + wind.East, north + wind.North);
            }
        }

        // Opposite winds that cancel have no direction.
        return Math.Abs(east) + Math.Abs(north) < 1e-6 ? null : Wind.DirectionFrom(east, north) % 360;
    }
}
