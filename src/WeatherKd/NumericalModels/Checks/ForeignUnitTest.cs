using WeatherKd.Observations.Quality;
using WeatherKd.Series;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// Flags rain or radiation of a run where values lie outside their range by more than a stray one does: then all are in another unit, as
/// a rate in mm an hour that says kg m⁻² s⁻¹, and light rain only happens to lie inside. Zeros are right in every unit.
/// </summary>
internal static class ForeignUnitTest
{
    /// <summary>
    /// Share of the positive values from which on those outside the range are no strays: rain of 305 mm an hour is a record.
    /// </summary>
    private const double ShareOutside = 0.01;

    public static void Check(Rows rows, int[] run, string name, QualityFindings findings)
    {
        var values = rows.Values[name];
        var outside = Array.FindAll(run, row => values[row] > 0 && rows.FlagOf(name, row) == QualityTests.Range);

        // One number again and again is the mark of a missing value, which says nothing of the others.
        if (outside.Length == 0
            || outside.Length < ShareOutside * run.Count(row => values[row] > 0)
            || (outside.Length > 1 && outside.All(row => values[row] == values[outside[0]])))
        {
            return;
        }

        foreach (var row in run.Where(row => values[row] > 0 && rows.FlagOf(name, row) is null))
        {
            findings.Reject(rows, row, name, TeacherTests.Unit, values[row], 0);
        }
    }
}
