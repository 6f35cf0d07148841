using WeatherKd.NumericalModels;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.NumericalModels;

public sealed partial class GribForecastsTests : IDisposable
{
    private static readonly (int, int, int) Temperature = (0, 0, 0);
    private static readonly (int, int, int) TotalPrecipitation = (0, 1, 8);
    private static readonly Station Seosan = new("129", Latitude: 36.75, Longitude: 126.5, Elevation: 28.9);

    /// <summary>Rows at 38, 37, 36° north; columns at 126, 127, 128° east.</summary>
    private static readonly float[] Ramp = [280, 281, 282, 284, 285, 286, 288, 289, 290];

    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    private Task<ModelReading> Read(params Grib2Message[] messages) => ModelReading.Of(_files.Bytes(Grib2Message.File(messages)), [Seosan]);

    [Fact]
    public async Task ALambertFieldOfNcepIsBroughtToAStationsPlaceHeightAndUnits()
    {
        // Expected: grid values by ecCodes 2.28 (grib_get_data), Snyder's Lambert formulas for the place in the grid, the angle
        // sin(25°)·(longitude − LoV) for the wind, evaluated in Python; model height 1742.648 m, station height 1655 m.
        var path = RealDataFolder.Require("grib2", "nam.t00z.awp21100.tm00.grib2");
        var read = await ModelReading.Of(new(path, "nam"), [new("boulder", Latitude: 40, Longitude: -105, Elevation: 1655)]);

        Assert.Equal(302.633606 - 273.15 + (0.0065 * 87.64808), read.Value("boulder", 0, "temperature_2m"), 0.001);
        Assert.Equal(823.803386 + (0.12 * 87.64808), read.Value("boulder", 0, "surface_pressure"), 0.001);
        Assert.Equal(19.2119479, read.Value("boulder", 0, "relative_humidity_2m"), 0.001);
        Assert.Equal(2.4257877, read.Value("boulder", 0, "wind_speed_10m"), 0.001);
        Assert.Equal(122.87309, read.Value("boulder", 0, "wind_direction_10m"), 0.01);
        Assert.Equal(1006.832419, read.Value("boulder", 0, "pressure_msl"), 0.001);
        Assert.Equal(DateTimeOffset.Parse("2018-09-17T00:00Z"), read.Batches[0].Times[0]);
        Assert.Empty(read.Reported);
    }

    [Fact]
    public async Task ValuesBetweenGridPointsAreBilinear()
    {
        var read = await Read(new Grib2Message { Parameter = Temperature, Values = Ramp });

        // A quarter of a row south of 37° north is 4 K/row × 0.25; half a column east is 1 K/column × 0.5.
        Assert.Equal(284 + 1 + 0.5 - 273.15, read.Value("129", 1, "temperature_2m"), 1e-4);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public async Task WhereANeighbourIsMissingTheNearestValueIsTaken(float missing)
    {
        float[] holed = [280, 281, 282, missing, 285, 286, 288, 289, 290];
        var read = await Read(new Grib2Message { Parameter = Temperature, Values = holed });

        Assert.Equal(285 - 273.15, read.Value("129", 1, "temperature_2m"), 1e-4);
    }

    [Fact]
    public async Task WhereAllNeighboursAreMissingSoIsTheValue()
    {
        float[] sea = [280, 281, 282, float.NaN, float.NaN, 286, float.NaN, float.NaN, 290];
        var read = await Read(new Grib2Message { Parameter = Temperature, Values = sea });

        Assert.Equal(double.NaN, read.Value("129", 1, "temperature_2m"));
    }

    [Theory]
    [InlineData(0, -5, 360)] // from the north
    [InlineData(-5, 0, 90)]
    [InlineData(0, 5, 180)]
    [InlineData(5, 0, 270)]
    public async Task ComponentsBecomeSpeedAndTheDirectionTheWindComesFrom(float u, float v, double direction)
    {
        var read = await Read(
            new Grib2Message { Parameter = (0, 2, 3), Level = (103, 10), Values = [.. Enumerable.Repeat(v, 9)] },
            new Grib2Message { Parameter = (0, 2, 2), Level = (103, 10), Values = [.. Enumerable.Repeat(u, 9)] });

        Assert.Equal(5, read.Value("129", 1, "wind_speed_10m"), 1e-6);
        Assert.Equal(direction, read.Value("129", 1, "wind_direction_10m"), 1e-6);
    }

    [Fact]
    public async Task AComponentAloneIsKeptForTheFileThatBringsTheOther()
    {
        var read = await Read(new Grib2Message { Parameter = (0, 2, 2), Level = (103, 10), Values = [.. Enumerable.Repeat(3f, 9)] });

        Assert.Equal(3, read.Value("129", 1, "wind_u_10m"), 1e-6);
        Assert.Equal(["wind_u_10m"], read.Batches[0].Values.Keys);
    }

    [Fact]
    public async Task ScreenLevelMayBeOneAndAHalfMetres()
    {
        var read = await Read(new Grib2Message
        {
            Parameter = Temperature,
            Level = (103, 1),
            Values = Ramp,
        }, new Grib2Message { Parameter = Temperature, Level = (103, 15), LevelScale = 1, Values = Ramp });

        Assert.Equal(12.35, read.Value("129", 1, "temperature_2m"), 1e-4);
    }

    [Fact]
    public async Task HumidityFollowsFromTheDewPointWhereAModelHasNoHumidity()
    {
        var read = await Read(
            new Grib2Message { Parameter = Temperature, Values = [.. Enumerable.Repeat(270.15f, 9)] },
            new Grib2Message { Parameter = (0, 0, 6), Values = [.. Enumerable.Repeat(261.15f, 9)] });

        // −3 °C and −12 °C: 49.92 % by the Magnus formula of the WMO Guide No. 8, evaluated in Python.
        Assert.Equal(49.92, read.Value("129", 1, "relative_humidity_2m"), 0.005);
    }

    [Fact]
    public async Task TheOrographyMayComeFromAFileOfTheOperator()
    {
        var orography = _files.Bytes(new Grib2Message
        {
            Parameter = (2, 0, 7),
            Level = (1, 0),
            Values = [.. Enumerable.Repeat(128.9f, 9)],
        }.ToBytes());
        var file = _files.Bytes(new Grib2Message { Parameter = Temperature, Values = [.. Enumerable.Repeat(283.15f, 9)] }.ToBytes());
        var read = await ModelReading.Of(file, [Seosan], new InterpolationOptions { OrographyFiles = [orography.Path] });

        // 100 m below the model's ground: 0.65 K warmer in the standard atmosphere.
        Assert.Equal(10.65, read.Value("129", 1, "temperature_2m"), 1e-4);
    }

    [Fact]
    public async Task AFileOfMaximaAloneIsRefusedWithWhatItHolds()
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(
            () => Read(new Grib2Message { Parameter = Temperature, Values = Ramp, Lead = 6, Period = (0, 2) }));

        Assert.Contains("maximum over 6 h", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFieldWhoseTimeIsNotKnownIsNotUsed()
    {
        // Template 4.8 of a unit that is not in code table 4.4 has an end and no start: nobody knows what its sum is of.
        var bytes = Amount(3, 0, 7).ToBytes();
        var product = bytes.AsSpan().IndexOf((byte[])[0, 0, 0, 58, 4]);
        bytes[product + 17] = 200;
        bytes[product + 48] = 200;

        var error = await Assert.ThrowsAsync<InputFormatException>(() => ModelReading.Of(_files.Bytes(bytes), [Seosan]));

        Assert.Contains("No field is one of the table's variables", error.Message, StringComparison.Ordinal);
        Assert.Contains("its time is not known", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 400f, 600f)] // mean flux: 3 h at 400 and 2 h at 300 W/m² leave 600 W/m² for the third
    [InlineData(1, 4_320_000f, 600f)] // the same as energy, J/m²
    public async Task RadiationSinceTheStartBecomesTheMeanOfTheLastHour(int process, float threeHours, float expected)
    {
        var twoHours = process == 0 ? 300f : 2_160_000f;
        var read = await Read(
            new Grib2Message
            {
                Parameter = (0, 4, 7),
                Level = (1, 0),
                Lead = 3,
                Period = (0, process),
                Values = [.. Enumerable.Repeat(threeHours, 9)],
            },
            new Grib2Message
            {
                Parameter = (0, 4, 7),
                Level = (1, 0),
                Lead = 2,
                Period = (0, process),
                Values = [.. Enumerable.Repeat(twoHours, 9)],
            });

        Assert.Equal((expected, false), read.Derived("129", 3, "shortwave_radiation"));
    }

    [Fact]
    public async Task AMeanTemperatureIsNotTakenForThatOfTheHour()
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(() => Read(new Grib2Message
        {
            Parameter = Temperature,
            Values = Ramp,
            Lead = 6,
            Period = (0, 0),
        }));

        Assert.Contains("height above ground 2 m", error.Message, StringComparison.Ordinal);
    }

    /// <summary>VMAX_10M of DWD and 10fg of ECMWF are maxima (code table 4.10: 2) since the last output, 1 or 3 h before.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(3)]
    public async Task GustsMayBeTheMaximumSinceTheLastOutput(int start)
    {
        var read = await Read(Gusts(start, process: 2));

        Assert.Equal(10, read.Value("129", 6, "wind_gusts_10m"));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(5, 0)]
    [InlineData(5, 3)]
    public Task GustsAreNoMeanNorMinimumNorTheMaximumOfALongTime(int start, int process) =>
        Assert.ThrowsAsync<InputFormatException>(() => Read(Gusts(start, process)));

    private static Grib2Message Gusts(int start, int process) => new()
    {
        Parameter = (0, 2, 22),
        Level = (103, 10),
        Values = [.. Enumerable.Repeat(10f, Ramp.Length)],
        Lead = 6,
        Period = (start, process),
    };

    private static Grib2Message Amount(int lead, int start, float amount) =>
        new()
        {
            Parameter = TotalPrecipitation,
            Level = (1, 0),
            Lead = lead,
            Period = (start, 1),
            Values = [.. Enumerable.Repeat(amount, 9)],
        };
}
