using WeatherKd.NumericalModels.Intervals;
using WeatherKd.Variables;

namespace WeatherKd.Recent;

/// <summary>
/// The columns of values that the recent snapshot keeps: the variables of the table, and amounts over intervals as they come
/// (<see cref="IntervalColumn"/>).
/// </summary>
internal sealed class RecentColumns(VariableTable variables)
{
    private readonly List<string> _names = [.. variables.All.Select(v => v.Name)];

    /// <summary>Number of columns known so far.</summary>
    public int Count => _names.Count;

    /// <summary>Names by place: the table's variables in its order, then others in the order in which they came.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Place of a column; null for one that is not kept.</summary>
    public int? IndexOf(string name)
    {
        var place = _names.IndexOf(name);
        if (place >= 0)
        {
            return place;
        }

        if (IntervalColumn.Parse(name, variables) is null)
        {
            return null;
        }

        _names.Add(name);
        return _names.Count - 1;
    }
}
