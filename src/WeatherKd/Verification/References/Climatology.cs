using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Verification.References;

/// <summary>
/// The mean of what was observed at the station at that hour of the day in the training part, and in that month where the training part is
/// longer than a year. Each observed hour counts once, however many windows hold it. A station without any observation at that hour, as one
/// that began later, takes the mean of all stations.
/// </summary>
public sealed class Climatology : IReferenceSystem
{
    private const int DayHours = 24;
    private const int Months = 12;
    private const int YearHours = 8766;

    private readonly WindowRows _rows;
    private HourSet[] _seen;
    private readonly (double Sum, int Count)[] _byMonth;
    private (double Sum, int Count)[] _byHour = [];
    private (double Sum, int Count)[] _anywhere = [];
    private Hour _first = Hour.MaxValue;
    private Hour _last = Hour.MinValue;

    /// <summary>A climatology of nothing yet.</summary>
    public Climatology(WindowRows rows)
    {
        _rows = rows;
        _seen = [.. Enumerable.Range(0, rows.Stations).Select(_ => new HourSet())];
        _byMonth = new (double, int)[rows.Stations * rows.Targets * Months * DayHours];
    }

    /// <inheritdoc/>
    public string Name => "climatology";

    /// <summary>Takes in a station's record up to an hour: also what lies before the first window.</summary>
    /// <param name="station">Index of the station.</param>
    /// <param name="observations">Its record.</param>
    /// <param name="targets">Names of the targets, in order.</param>
    /// <param name="lastHour">Last valid time of a training target; nothing later is learned.</param>
    public void Learn(int station, HourlyObservations observations, IReadOnlyList<string> targets, Hour lastHour)
    {
        var columns = targets.Select(t => observations.Variables.IndexOf(t)).ToArray();
        for (var valid = observations.FirstHour; valid <= Hour.Min(lastHour, observations.LastHour); valid++)
        {
            if (_seen[station].Add(valid))
            {
                for (var target = 0; target < columns.Length; target++)
                {
                    Add(station, target, valid, observations[valid, columns[target]]);
                }
            }
        }
    }

    /// <summary>Takes in the observations of training windows, history and horizon.</summary>
    public void Learn(WindowBlock block)
    {
        for (var window = 0; window < block.Count; window++)
        {
            for (var hour = 1 - _rows.History; hour <= _rows.Horizon; hour++)
            {
                var valid = block.Origins[window] + hour;
                if (!_seen[block.Stations[window]].Add(valid))
                {
                    continue;
                }

                for (var target = 0; target < _rows.Targets; target++)
                {
                    Add(
                        block.Stations[window],
                        target,
                        valid,
                        hour <= 0 ? _rows.Observed(block, window, hour, target) : _rows.Truth(block, window, hour, target));
                }
            }
        }
    }

    /// <summary>Ends the learning.</summary>
    public void Fit()
    {
        _seen = [];
        _byHour = new (double, int)[_rows.Stations * _rows.Targets * DayHours];
        for (var cell = 0; cell < _byMonth.Length; cell++)
        {
            ref var hour = ref _byHour[(cell / (Months * DayHours) * DayHours) + (cell % DayHours)];
            hour = (hour.Sum + _byMonth[cell].Sum, hour.Count + _byMonth[cell].Count);
        }

        _anywhere = new (double, int)[_rows.Targets * DayHours];
        for (var cell = 0; cell < _byHour.Length; cell++)
        {
            ref var hour = ref _anywhere[cell % _anywhere.Length];
            hour = (hour.Sum + _byHour[cell].Sum, hour.Count + _byHour[cell].Count);
        }
    }

    /// <inheritdoc/>
    public double Forecast(WindowBlock block, int window, int lead, int target)
    {
        var cell = Cell(block.Stations[window], target, block.Origins[window] + lead);
        var month = _byMonth[cell];
        if (_last - _first > YearHours && month.Count > 0)
        {
            return month.Sum / month.Count;
        }

        var byHour = (cell / (Months * DayHours) * DayHours) + (cell % DayHours);
        var hour = _byHour[byHour].Count > 0 ? _byHour[byHour] : _anywhere[byHour % _anywhere.Length];
        return hour.Count == 0 ? double.NaN : hour.Sum / hour.Count;
    }

    private void Add(int station, int target, Hour valid, double value)
    {
        if (!double.IsNaN(value))
        {
            (_first, _last) = (Hour.Min(_first, valid), Hour.Max(_last, valid));
            ref var cell = ref _byMonth[Cell(station, target, valid)];
            cell = (cell.Sum + value, cell.Count + 1);
        }
    }

    private int Cell(int station, int target, Hour valid)
    {
        var time = valid.ToTime();
        return (((((station * _rows.Targets) + target) * Months) + time.Month - 1) * DayHours) + time.Hour;
    }
}
