using WeatherKd.Observations;
using WeatherKd.Observations.Quality;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// Flags a variable of a run that has one value throughout, or at each lead one value at all stations: what a decoder leaves that ran dry. Only variables
/// that move (<see cref="WeatherVariable.StuckHours"/>, and directions) and values that may not stay (<see cref="StuckTest.MayStay"/>).
/// </summary>
internal static class ConstantTest
{
    public static void Check(ObservationBatch rows, int[] run, int[] leads, WeatherVariable variable, int fewest, QualityFindings findings)
    {
        if (variable.StuckHours is null && variable.Normalisation != Normalisation.Circular)
        {
            return;
        }

        var values = rows.Values[variable.Name];
        var present = Array.FindAll(run, row => !double.IsNaN(values[row]));
        if (present.Length < fewest || !IsConstant(present, values, variable))
        {
            var byLead = present.GroupBy(row => leads[row]).Select(g => g.ToArray()).Where(g => g.Length >= fewest).ToList();
            if (byLead.Count == 0 || byLead.Sum(g => g.Length) < present.Length || !byLead.TrueForAll(g => IsConstant(g, values, variable)))
            {
                return;
            }
        }

        foreach (var row in present.Where(row => rows.Flags[variable.Name][row] is null))
        {
            findings.Reject(rows, row, variable.Name, TeacherTests.Constant, values[row], 0);
        }
    }

    private static bool IsConstant(int[] rows, double[] values, WeatherVariable variable)
    {
        var first = values[rows[0]];
        return !StuckTest.MayStay(variable, first)
            && !(variable.Normalisation == Normalisation.Circular && first is 0 or 360)
            && Array.TrueForAll(rows, row => values[row] == first);
    }
}
