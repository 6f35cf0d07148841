using WeatherKd.Telemetry;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// How long an experiment still takes at most, from how long its runs took to begin, their epochs to be done, and their end to be scored
/// until now. Not safe between threads.
/// </summary>
/// <param name="runs">Number of its runs.</param>
/// <param name="epochs">Most epochs of a run.</param>
/// <param name="clock">Measures the time.</param>
internal sealed class EpochsLeft(int runs, int epochs, TimeProvider clock)
{
    private readonly List<(double Epochs, double Seconds)> _trained = [];
    private readonly List<double> _begun = [];
    private readonly List<double> _ended = [];
    private long _started = clock.GetTimestamp();
    private int _runs = runs;

    /// <summary>Counts the runs of an experiment that begins, and says how many there are.</summary>
    /// <param name="runs">Number of all its runs, those that are finished already among them.</param>
    /// <param name="options">Their epochs and where they are kept.</param>
    /// <param name="report">Told of it.</param>
    public static EpochsLeft Of(int runs, ExperimentOptions options, Action<string> report)
    {
        report($"{runs} runs; epochs of each: {options.Settings.Epochs}; kept under {options.Out}");
        return new EpochsLeft(runs, options.Settings.Epochs, TimeProvider.System);
    }

    /// <summary>
    /// The time left in words, with a comma before it; empty until an epoch is done, unless none is to be done, and at the end.
    /// </summary>
    /// <param name="epoch">Epochs that the present run has done; at 0, what precedes them is over.</param>
    public string After(double epoch)
    {
        var seconds = clock.GetElapsedTime(_started).TotalSeconds;
        if (epoch == 0)
        {
            _begun.Add(seconds);
            _trained.Add((0, 0));
            _started = clock.GetTimestamp();
            seconds = 0;
        }

        _trained[^1] = (epoch, seconds);
        var done = _trained.Sum(t => t.Epochs);
        var perEpoch = done > 0 ? _trained.Sum(t => t.Seconds) / done : 0;
        var left = (((_runs * epochs) - epoch) * perEpoch)
            + ((_runs - 1) * _begun.Average())
            + (_runs * _ended.DefaultIfEmpty().Average());
        return (done > 0 || epochs == 0) && left > 0 ? $", at most about {TimeLeft.Format(TimeSpan.FromSeconds(left))} left" : string.Empty;
    }

    /// <summary>The present run is over, or is not done here.</summary>
    public void NextRun()
    {
        if (_begun.Count > _ended.Count)
        {
            _ended.Add(clock.GetElapsedTime(_started).TotalSeconds - _trained[^1].Seconds);
        }

        _runs--;
        _started = clock.GetTimestamp();
    }
}
