using WeatherKd.Observations.Quality;
using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// Flags a percentage whose values in a run all lie between 0 and 1: a fraction in a field that says per cent. Zeros say nothing, and a
/// single lead neither: a sky may be almost clear everywhere for an hour.
/// </summary>
internal static class FractionTest
{
    private const double Percent = 100;
    private const int FewestLeads = 6;

    public static void Check(Rows rows, int[] run, WeatherVariable variable, int fewest, QualityFindings findings)
    {
        if (variable.Minimum != 0 || variable.Maximum != Percent)
        {
            return;
        }

        var values = rows.Values[variable.Name];
        var positive = Array.FindAll(run, row => values[row] > 0);
        if (positive.Length < fewest
            || positive.Select(row => rows.LeadHours[row]).Distinct().Count() < FewestLeads
            || Array.Exists(positive, row => values[row] > 1))
        {
            return;
        }

        foreach (var row in run.Where(row => !double.IsNaN(values[row]) && rows.FlagOf(variable.Name, row) is null))
        {
            findings.Reject(rows, row, variable.Name, TeacherTests.Fraction, values[row], 0);
        }
    }
}
