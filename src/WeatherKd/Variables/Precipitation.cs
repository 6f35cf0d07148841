namespace WeatherKd.Variables;

/// <summary>When precipitation counts as such.</summary>
public static class Precipitation
{
    /// <summary>Smallest amount that gauges report (WMO-No. 8, volume I, 6.1.4: less is a trace), in mm.</summary>
    public const double Measurable = 0.1;
}
