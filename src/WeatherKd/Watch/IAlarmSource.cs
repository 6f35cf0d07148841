using WeatherKd.Alarms;

namespace WeatherKd.Watch;

/// <summary>Tells the watch of trouble that the stored data do not show, such as a run that a feed waits for.</summary>
public interface IAlarmSource
{
    /// <summary>What is wrong now; empty where nothing is.</summary>
    /// <param name="cancellationToken">Stops the look.</param>
    Task<IReadOnlyList<Alarm>> LookAsync(CancellationToken cancellationToken);
}
