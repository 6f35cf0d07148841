using WeatherKd.Observations.Quality;
using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// Flags a variable of a run that has one value throughout, or at each lead one value at all stations: what a decoder leaves that ran dry.
/// Rain may be spread evenly, a sky clear or overcast, a night dark (the ends of a range), and what observations may keep a run may
/// (<see cref="StuckTest.MayStay"/>): but air is not nearly saturated throughout a day that warms and cools.
/// </summary>
internal static class ConstantTest
{
    /// <summary>Range of a station's temperatures, in K, over which the humidity of nearly saturated air changes.</summary>
    private const double WarmsAndCools = 5;

    public static void Check(Rows rows, int[] run, WeatherVariable variable, int fewest, QualityFindings findings)
    {
        if (variable.OverHour && variable.Normalisation == Normalisation.Logarithmic)
        {
            return;
        }

        var values = rows.Values[variable.Name];
        var present = Array.FindAll(run, row => !double.IsNaN(values[row]));
        if (present.Length < fewest || !IsConstant(present, rows, variable))
        {
            var byLead = present.GroupBy(row => rows.LeadHours[row]).Select(g => g.ToArray()).Where(g => g.Length >= fewest).ToList();
            if (byLead.Count == 0 || byLead.Sum(g => g.Length) < present.Length || !byLead.TrueForAll(g => IsConstant(g, rows, variable)))
            {
                return;
            }
        }

        foreach (var row in present.Where(row => rows.FlagOf(variable.Name, row) is null))
        {
            findings.Reject(rows, row, variable.Name, TeacherTests.Constant, values[row], 0);
        }
    }

    private static bool IsConstant(int[] run, Rows rows, WeatherVariable variable)
    {
        var values = rows.Values[variable.Name];
        var first = values[run[0]];
        return !(MayStay(variable, first)
            && !(variable.Name == VariableNames.RelativeHumidity && first < variable.Maximum && WarmsAndCoolsAgain(run, rows)))
            && Array.TrueForAll(run, row => values[row] == first);
    }

    private static bool MayStay(WeatherVariable variable, double value) =>
        StuckTest.MayStay(variable, value)
            || ((variable.StuckHours is null || variable.Normalisation == Normalisation.Circular)
                && (value == variable.Minimum || value == variable.Maximum));

    /// <summary>Whether temperatures change so much at half of the stations or more.</summary>
    private static bool WarmsAndCoolsAgain(int[] run, Rows rows)
    {
        if (!rows.Values.TryGetValue(VariableNames.Temperature, out var temperatures))
        {
            return false;
        }

        var ranges = run
            .Where(row => !double.IsNaN(temperatures[row]) && rows.FlagOf(VariableNames.Temperature, row) is null)
            .GroupBy(row => rows.StationIds[row], StringComparer.Ordinal)
            .Select(station => station.Max(row => temperatures[row]) - station.Min(row => temperatures[row]))
            .ToList();
        return ranges.Count > 0 && ranges.Count(range => range > WarmsAndCools) * 2 >= ranges.Count;
    }
}
