using WeatherKd.Api.Conventions;

namespace WeatherKd.Api.Columns;

/// <summary>A column of days that a request asks for.</summary>
/// <param name="Name">As it was asked for and is answered, e.g. <c>precipitation_sum</c>.</param>
/// <param name="Variable">The variable.</param>
/// <param name="Statistic">What is made of its hours.</param>
internal sealed record DailyWish(string Name, ServedVariable Variable, DailyStatistic Statistic)
{
    /// <summary>Reads the parameter <c>daily</c>; null where it is not given.</summary>
    /// <exception cref="BadParameterException">A name that there is not, or a statistic that the variable does not have.</exception>
    public static IReadOnlyList<DailyWish>? Read(QueryReader reader, IReadOnlyList<ServedVariable> variables)
    {
        const int Most = 100;
        var allowed = "a variable and what is made of its hours, e.g. temperature_2m_max; "
            + "of instants _min, _max and _mean, of amounts also _sum, of directions _dominant, and "
            + $"{ServedVariable.WeatherCode}; variables: {string.Join(", ", variables.Select(v => v.Name))}";
        return reader.List("daily", Most, allowed)?.Distinct(StringComparer.Ordinal)
            .Select(name => Parse(name, variables) ?? throw new BadParameterException("daily", name, allowed)).ToList();
    }

    private static DailyWish? Parse(string name, IReadOnlyList<ServedVariable> variables)
    {
        // Open-Meteo's name for the gravest weather of a day has no ending.
        if (name == ServedVariable.WeatherCode)
        {
            return variables.FirstOrDefault(v => v.Name == name) is { } code ? new DailyWish(name, code, DailyStatistic.Max) : null;
        }

        foreach (var statistic in Enum.GetValues<DailyStatistic>())
        {
            var ending = "_" + statistic.ToString().ToLowerInvariant();
            if (name.EndsWith(ending, StringComparison.Ordinal)
                && variables.FirstOrDefault(v => v.Name == name[..^ending.Length]) is { } variable
                && Has(variable, statistic))
            {
                return new DailyWish(name, variable, statistic);
            }
        }

        return null;
    }

    private static bool Has(ServedVariable variable, DailyStatistic statistic) => statistic switch
    {
        DailyStatistic.Dominant => variable.IsAngle,
        DailyStatistic.Sum => variable is { OverHour: true, Unit: "mm" or "W/m²" },
        _ => !variable.IsAngle && (variable.Name != ServedVariable.WeatherCode || statistic == DailyStatistic.Max),
    };
}

/// <summary>What is made of the hours of a day.</summary>
internal enum DailyStatistic
{
    /// <summary>The smallest value.</summary>
    Min,

    /// <summary>The largest value.</summary>
    Max,

    /// <summary>The arithmetic mean.</summary>
    Mean,

    /// <summary>The sum of an amount; of radiation the energy, in MJ/m².</summary>
    Sum,

    /// <summary>The direction of the mean of unit vectors, each weighted by the wind speed where there is one.</summary>
    Dominant,
}
