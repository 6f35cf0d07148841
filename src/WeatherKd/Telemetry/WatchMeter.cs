namespace WeatherKd.Telemetry;

/// <summary>The meter under which this library counts; add it to OpenTelemetry with <c>AddMeter(WatchMeter.Name)</c>.</summary>
public static class WatchMeter
{
    /// <summary>What <c>AddMeter</c> takes.</summary>
    public const string Name = "WeatherKd";
}
