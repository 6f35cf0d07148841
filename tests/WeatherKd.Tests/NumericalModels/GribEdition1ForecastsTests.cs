using WeatherKd.Stations;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>Runs and reanalyses of GRIB edition 1, read as those of edition 2 are: the same numbers, levels and periods.</summary>
public sealed class GribEdition1ForecastsTests : IDisposable
{
    private const int Ncep = 7;
    private const int Jma = 34;

    private static readonly Station Seosan = new("129", Latitude: 37, Longitude: 127, Elevation: null);

    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task AnAnalysisOfEra5IsARunWithLead0()
    {
        // ECMWF's table 128 encodes 2t (167), 10u (165) and 10v (166) at the surface; time range indicator 0 or 1 with P1 = 0.
        var first = new DateTime(2021, 1, 1, 5, 0, 0, DateTimeKind.Utc);
        var read = await Read(
            [.. new[] { 0, 1 }.SelectMany(hour => new[]
            {
                Era5(167, 280 + hour) with { Run = first.AddHours(hour), Time = (0, 0, hour, 0) },
                Era5(165, 3) with { Run = first.AddHours(hour), Time = (0, 0, hour, 0) },
                Era5(166, -4) with { Run = first.AddHours(hour), Time = (0, 0, hour, 0) },
            })]);

        Assert.Equal(
            [first, first.AddHours(1)],
            read.Batches.SelectMany(batch => batch.Times).Distinct().Select(run => run.UtcDateTime));
        Assert.All(read.Batches, batch => Assert.All(batch.LeadHours, lead => Assert.Equal(0, lead)));
        Assert.Equal(280 - 273.15, read.Value("129", 0, "temperature_2m"), 1e-4);
        Assert.Equal(5, read.Value("129", 0, "wind_speed_10m"), 1e-4);
        Assert.Empty(read.Reported);
    }

    [Fact]
    public async Task HourlySumsOfEra5AreTheHoursAmounts()
    {
        // tp (228) in m and ssrd (169) in J m-2 from 11 h to 12 h: 2.93 mm, 720000 / 3600 = 200 W/m².
        var read = await Read([
            Era5(228, 0.0029296875) with { Time = (11, 12, 4, 0) },
            Era5(169, 720_000) with { Time = (11, 12, 4, 0) }]);

        Assert.Equal((2.9296875f, false), read.Derived("129", 12, "precipitation"));
        Assert.Equal((200f, false), read.Derived("129", 12, "shortwave_radiation"));
    }

    [Fact]
    public async Task SumsOfEcmwfSinceTheStartAreDifferenced()
    {
        // Time range indicator 0: the header tells an instant, the parameter a sum since the run.
        var read = await Read([
            Era5(228, 0.00390625) with { Time = (11, 0, 0, 0) },
            Era5(228, 0.0078125) with { Time = (12, 0, 0, 0) }]);

        Assert.Equal((3.90625f, false), read.Derived("129", 12, "precipitation"));
    }

    [Fact]
    public async Task MeansAndSumsOfNcepAreMadeHourly()
    {
        // WMO table 2: total precipitation (61) from 5 h to 6 h with indicator 4; NCEP's downward short-wave flux (204) as a mean,
        // indicator 3.
        var read = await Read([
            new Grib1Message { Centre = Ncep, Parameter = (2, 61), Level = (1, 0), Values = Nine(4), Time = (5, 6, 4, 0) },
            new Grib1Message { Centre = Ncep, Parameter = (2, 204), Level = (1, 0), Values = Nine(350), Time = (5, 6, 3, 0) },
            new Grib1Message { Centre = Ncep, Parameter = (2, 11), Values = Nine(281), Time = (6, 0, 0, 0) }]);

        Assert.Equal((4f, false), read.Derived("129", 6, "precipitation"));
        Assert.Equal((350f, false), read.Derived("129", 6, "shortwave_radiation"));
        Assert.Equal(281 - 273.15, read.Value("129", 6, "temperature_2m"), 1e-4);
    }

    [Fact]
    public async Task DailyAmountsOfTheJmasReanalysisAreMadeHourly()
    {
        // JRA-55's table 200: mean total precipitation (61) in mm a day; 48 mm a day are 2 mm an hour.
        var read = await Read([new Grib1Message
        {
            Centre = Jma,
            Parameter = (200, 61),
            Level = (1, 0),
            Values = Nine(48),
            Time = (0, 1, 3, 0),
        }]);

        Assert.Equal((2f, false), read.Derived("129", 1, "precipitation"));
    }

    [Fact]
    public async Task CloudCoverAndPressureOfEcmwfAreBroughtToTheirUnits()
    {
        // tcc (164) from 0 to 1; msl (151) in Pa; sp (134) in Pa; 2d (168) in K.
        var read = await Read([Era5(164, 0.75), Era5(151, 101_300), Era5(134, 100_100), Era5(168, 275)]);

        Assert.Equal(75, read.Value("129", 1, "cloud_cover"), 1e-4);
        Assert.Equal(1013, read.Value("129", 1, "pressure_msl"), 1e-4);
        Assert.Equal(1001, read.Value("129", 1, "surface_pressure"), 1e-3);
        Assert.Equal(275 - 273.15, read.Value("129", 1, "dew_point_2m"), 1e-4);
    }

    [Fact]
    public async Task MonthlyMeansAreNotTakenForTheQuantity()
    {
        // Time range indicator 113: a mean over 31 runs.
        var error = await Assert.ThrowsAsync<WeatherKd.Storage.InputFormatException>(() => Read([Era5(167, 280) with
        {
            Time = (0, 24, 113, 31),
        }]));

        Assert.Contains("2t", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileOfBothEditionsIsReadWhole()
    {
        byte[] second = new Grib2Message { Parameter = (0, 1, 1), Values = [.. Enumerable.Repeat(60f, 9)] }.ToBytes();
        var read = await ModelReading.Of(_files.Bytes([.. Era5(167, 280).ToBytes(), .. second]), [Seosan]);

        Assert.Equal(280 - 273.15, read.Value("129", 1, "temperature_2m"), 1e-4);
        Assert.Equal(60, read.Value("129", 1, "relative_humidity_2m"), 1e-4);
    }

    /// <summary>
    /// CAMS in edition 1: table 210, particles as mass over volume; a gas (121, nitrogen dioxide) is a mixing ratio there, which is not
    /// read.
    /// </summary>
    [Fact]
    public async Task ParticlesOfCamsAreRead()
    {
        var read = await Read([
            Era5(74, 42e-9) with { Parameter = (210, 74), Time = (3, 0, 0, 0), BinaryScale = 40 },
            Era5(73, 17e-9) with { Parameter = (210, 73), Time = (3, 0, 0, 0), BinaryScale = 40 },
            Era5(121, 3e-9) with { Parameter = (210, 121), Time = (3, 0, 0, 0), BinaryScale = 40 }]);

        Assert.Equal(42, read.Value("129", 3, "pm10"), 1e-3);
        Assert.Equal(17, read.Value("129", 3, "pm2_5"), 1e-3);
        Assert.All(read.Batches, batch => Assert.DoesNotContain("nitrogen_dioxide", batch.Values.Keys));
    }

    private static Grib1Message Era5(int number, double value) => new() { Parameter = (128, number), Level = (1, 0), Values = Nine(value) };

    private static double[] Nine(double value) => [.. Enumerable.Repeat(value, 9)];

    private Task<ModelReading> Read(Grib1Message[] messages) =>
        ModelReading.Of(_files.Bytes([.. messages.SelectMany(message => message.ToBytes())]), [Seosan]);
}
