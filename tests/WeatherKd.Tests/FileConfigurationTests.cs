using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.NumericalModels;
using WeatherKd.Observations.Quality;
using WeatherKd.Stations;
using WeatherKd.Tests.NumericalModels;
using WeatherKd.Tests.Observations;

namespace WeatherKd.Tests;

/// <summary>What an operator writes into the sections <c>Interpolation</c> and <c>Quality</c> reaches the readers.</summary>
public sealed class FileConfigurationTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    private static ServiceProvider Services(params (string Key, string Value)[] settings) => new ServiceCollection()
        .AddLogging()
        .AddWeatherKd(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
            .Build())
        .BuildServiceProvider();

    [Fact]
    public async Task AnOrographyFileMovesTemperaturesToTheStationsHeight()
    {
        var ground = _files.Bytes(new Grib2Message
        {
            Parameter = (0, 3, 5),
            Level = (1, 0),
            Lead = 0,
            Values = [.. Enumerable.Repeat(1100f, 9)],
        }.ToBytes());
        var file = _files.Bytes(new Grib2Message { Parameter = (0, 0, 0), Values = [.. Enumerable.Repeat(283.15f, 9)] }.ToBytes());
        await using var services = Services(("Interpolation:OrographyFiles:0", ground.Path));

        var format = services.GetRequiredService<NumericalModelFormats>().Detect(file);
        var values = new List<double>();
        await foreach (var batch in format.ReadAsync(
            file,
            [new Station("129", Latitude: 37, Longitude: 127, Elevation: 100)],
            _ => { },
            TestContext.Current.CancellationToken))
        {
            values.AddRange(batch.Values["temperature_2m"]);
        }

        // 1,000 m below the model's ground: 6.5 K warmer than 10 °C.
        Assert.Equal(16.5, Assert.Single(values), 1e-4);
    }

    [Fact]
    public async Task ALimitOfTheClimateIsUsed()
    {
        await using var services = Services(
            ("Quality:ClimateLimits:0:Variable", "wind_speed_10m"),
            ("Quality:ClimateLimits:0:Month", "1"),
            ("Quality:ClimateLimits:0:Minimum", "0"),
            ("Quality:ClimateLimits:0:Maximum", "20"));
        var batch = Observed.Hourly("129", 0, ("wind_speed_10m", [5, 21]));

        services.GetRequiredService<QualityControl>().Check([batch], [], Observed.LongAfter);

        Assert.Equal([null, "climate"], batch.Flags["wind_speed_10m"]);
    }
}
