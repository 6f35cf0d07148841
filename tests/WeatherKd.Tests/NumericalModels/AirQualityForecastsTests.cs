using WeatherKd.NetCdf.Tests;
using WeatherKd.Stations;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>Concentrations at the ground, as the Copernicus Atmosphere Monitoring Service has them, in µg/m³.</summary>
public sealed class AirQualityForecastsTests : IDisposable
{
    private static readonly (int, int, int) MassDensity = (0, 20, 0);
    private static readonly Station Place = new("90001", Latitude: 37, Longitude: 127);
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    /// <summary>Types of code table 4.230, kg m⁻³ in the file: 4.2e-8 kg are 42 µg.</summary>
    [Theory]
    [InlineData(0, "ozone")]
    [InlineData(4, "carbon_monoxide")]
    [InlineData(5, "nitrogen_dioxide")]
    [InlineData(8, "sulphur_dioxide")]
    public async Task AChemicalOfGrib2IsReadByItsConstituent(int type, string variable)
    {
        var read = await ReadAsync(new Grib2Message { Parameter = MassDensity, Chemical = type, Level = (1, 0), Values = Field(4.2e-8f) });
        Assert.Equal(42, read.Value("90001", 1, variable), 1e-3);
        Assert.Equal([variable], read.Batches[0].Values.Keys);
    }

    /// <summary>Sizes as in ecCodes' definitions of pm10 (10 · 10⁻⁶ m) and pm2p5 (25 · 10⁻⁷ m).</summary>
    [Theory]
    [InlineData(100, "pm10")]
    [InlineData(25, "pm2_5")]
    public async Task ParticlesOfGrib2AreReadBySize(int tenths, string variable)
    {
        var read = await ReadAsync(new Grib2Message
        {
            Parameter = MassDensity,
            ParticlesUpTo = tenths,
            Level = (1, 0),
            Values = Field(4.2e-8f),
        });
        Assert.Equal(42, read.Value("90001", 1, variable), 1e-3);
        Assert.Equal([variable], read.Batches[0].Values.Keys);
    }

    [Fact]
    public async Task AnotherConstituentAndTheParameterWithoutOneAreNoneOfThem()
    {
        var temperature = new Grib2Message { Parameter = (0, 0, 0), Values = Field(280) };
        var read = await ReadAsync(
            temperature,
            new Grib2Message { Parameter = MassDensity, Chemical = 10, Level = (1, 0), Values = Field(1e-8f) },
            new Grib2Message { Parameter = MassDensity, ParticlesUpTo = 10, Level = (1, 0), Values = Field(1e-8f) },
            new Grib2Message { Parameter = MassDensity, Level = (1, 0), Values = Field(1e-8f) });
        Assert.Equal(["temperature_2m"], read.Batches.SelectMany(b => b.Values.Keys).Distinct());
    }

    /// <summary>
    /// Names and units of CAMS's regional files (<c>pm10_conc</c>, µg/m3), and of files by the CF conventions in kg m-3 and mg m-3.
    /// </summary>
    [Theory]
    [InlineData("pm10_conc", "mass_concentration_of_pm10_ambient_aerosol_in_air", "µg/m3", 42, "pm10")]
    [InlineData("pm2p5_conc", "mass_concentration_of_pm2p5_ambient_aerosol_in_air", "µg/m3", 42, "pm2_5")]
    [InlineData("no2_conc", "mass_concentration_of_nitrogen_dioxide_in_air", "µg/m3", 42, "nitrogen_dioxide")]
    [InlineData("so2_conc", "mass_concentration_of_sulfur_dioxide_in_air", "µg/m3", 42, "sulphur_dioxide")]
    [InlineData("o3_conc", "mass_concentration_of_ozone_in_air", "kg m-3", 4.2e-8, "ozone")]
    [InlineData("co_conc", "mass_concentration_of_carbon_monoxide_in_air", "mg m-3", 0.042, "carbon_monoxide")]
    [InlineData("pm2p5", "", "kg m**-3", 4.2e-8, "pm2_5")]
    public async Task NetCdfIsReadByStandardNameOrShortNameInAnyUnitOfMassOverVolume(
        string name,
        string standardName,
        string unit,
        double value,
        string variable)
    {
        var file = new ClassicFileWriter().Dimension("time", 1).Dimension("lat", 3).Dimension("lon", 3)
            .Variable("time", ["time"], new double[] { 1 }, ("standard_name", "time"), ("units", "hours since 2021-01-01 00:00:00"))
            .Variable("run", [], new double[]
            {
                0,
            }, ("standard_name", "forecast_reference_time"), ("units", "hours since 2021-01-01 00:00:00"))
            .Variable("lat", ["lat"], new double[] { 38, 37, 36 }, ("standard_name", "latitude"), ("units", "degrees_north"))
            .Variable("lon", ["lon"], new double[] { 126, 127, 128 }, ("standard_name", "longitude"), ("units", "degrees_east"))
            .Variable(name, ["time", "lat", "lon"], Field((float)value), [.. standardName.Length > 0 ? new (string, object)[]
            {
                ("standard_name", standardName),
            } : [], ("units", unit)]);
        var read = await ModelReading.Of(_files.Bytes(file.ToBytes()), [Place]);
        Assert.Equal(42, read.Value("90001", 1, variable), 1e-3);
    }

    private static float[] Field(float value) => [.. Enumerable.Repeat(value, 9)];

    private Task<ModelReading> ReadAsync(params Grib2Message[] messages) =>
        ModelReading.Of(_files.Bytes(Grib2Message.File(messages)), [Place]);
}
