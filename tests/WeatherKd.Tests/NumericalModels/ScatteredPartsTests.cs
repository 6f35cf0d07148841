using WeatherKd.Alignment;
using WeatherKd.NumericalModels;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Tests.NumericalModels;

public sealed class ScatteredPartsTests
{
    private static readonly string[] Wanted = ["wind_speed_10m", "precipitation"];

    private static float[] At(int lead, params (string Variable, double Value, int Lead)[] rows)
    {
        var parts = new ScatteredParts(VariableTable.Default);
        var runs = new TeacherRuns("129", Wanted);
        foreach (var row in rows)
        {
            parts.Add(new ParquetColumns().Add(row.Variable, [row.Value]), ["129"], [0], [row.Lead]);
        }

        parts.Fill(_ => runs, Wanted);
        var values = new float[2];
        runs.FillAsOf(0, 0, lead, values);
        return values;
    }

    [Fact]
    public void ComponentsOfTwoFilesGiveTheSpeed() =>
        Assert.Equal(5, At(1, ("wind_u_10m", 3, 1), ("wind_v_10m", -4, 1))[0], 1e-5f);

    [Fact]
    public void OneComponentAloneGivesNone() =>
        Assert.Equal(float.NaN, At(1, ("wind_u_10m", 3, 1), ("wind_v_10m", -4, 2))[0]);

    [Fact]
    public void TotalsOfTwoFilesGiveTheHoursRainWhicheverComesFirst() =>
        Assert.Equal(2, At(7, ("precipitation_total", 30, 7), ("precipitation_total", 28, 6))[1], 1e-5f);
}
