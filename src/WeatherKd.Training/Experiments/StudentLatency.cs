using WeatherKd.Alignment;
using WeatherKd.Students;

namespace WeatherKd.Training.Experiments;

/// <summary>Measures how long one forecast takes as the service makes it.</summary>
internal static class StudentLatency
{
    private const int WarmUps = 20;
    private const int Forecasts = 200;

    /// <summary>Median over forecasts of one window, in ms.</summary>
    public static double Measure(StudentSession session, DatasetDescription description)
    {
        var window = new WindowBlock(description, 1);
        var times = new List<double>();
        for (var i = 0; i < WarmUps + Forecasts; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            session.Run(1, window.Observations, window.Teacher, [1], [0]);
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        return times.Skip(WarmUps).Order().ElementAt(Forecasts / 2);
    }
}
