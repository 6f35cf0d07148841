namespace WeatherKd.Forecasting;

/// <summary>Receives each forecast when it is issued, e.g. the archive. Must return at once.</summary>
public interface IIssuedForecastSink
{
    /// <summary>Takes a forecast. The same one may come again from another instance of the service.</summary>
    void Add(IssuedForecast forecast);
}
