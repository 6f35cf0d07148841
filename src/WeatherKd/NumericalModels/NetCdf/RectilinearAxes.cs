using WeatherKd.Grib.Grids;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels.NetCdf;

/// <summary>
/// A grid of latitudes and longitudes, each ascending or descending, not necessarily in equal steps; values lie latitude after latitude.
/// </summary>
internal sealed class RectilinearAxes
{
    private readonly double[] _latitudes;
    private readonly double[] _longitudes;
    private readonly bool _wraps;

    /// <exception cref="InputFormatException">An axis is empty or not monotonic.</exception>
    public RectilinearAxes(double[] latitudes, double[] longitudes)
    {
        Require(latitudes, "latitudes", 180);
        Require(longitudes, "longitudes", 360);
        (_latitudes, _longitudes) = (latitudes, longitudes);
        var step = longitudes.Length > 1 ? Math.Abs(longitudes[1] - longitudes[0]) : 0;
        _wraps = step > 0 && Math.Abs(Math.Abs(longitudes[^1] - longitudes[0]) + step - 360) < step / 2;
    }

    /// <summary>The cell around a place, or null outside the outermost points.</summary>
    public GridCell? Find(double latitude, double longitude)
    {
        if (Locate(_latitudes, latitude) is not { } y)
        {
            return null;
        }

        // Longitudes count modulo 360; which turn the axis uses is the file's choice.
        foreach (var turn in (ReadOnlySpan<double>)[0, 360, -360])
        {
            if (Locate(_longitudes, longitude + turn) is { } x)
            {
                return Cell(x.Index, Math.Min(x.Index + 1, _longitudes.Length - 1), x.Fraction, y);
            }
        }

        return _wraps ? Cell(_longitudes.Length - 1, 0, GapFraction(longitude), y) : null;
    }

    private GridCell Cell(int left, int right, double fraction, (int Index, double Fraction) y)
    {
        var (first, second) = (y.Index * _longitudes.Length, Math.Min(y.Index + 1, _latitudes.Length - 1) * _longitudes.Length);
        return new GridCell(first + left, first + right, second + left, second + right, fraction, y.Fraction);
    }

    /// <summary>Share of the way from the last longitude to the first, across the seam.</summary>
    private double GapFraction(double longitude)
    {
        var gap = _longitudes[0] - _longitudes[^1];
        var width = gap > 0 ? gap - 360 : gap + 360;
        var way = longitude - _longitudes[^1];
        way -= 360 * Math.Round((way - (width / 2)) / 360);
        return Math.Clamp(way / width, 0, 1);
    }

    private static (int Index, double Fraction)? Locate(double[] axis, double value)
    {
        if (axis.Length == 1)
        {
            return axis[0] == value ? (0, 0) : null;
        }

        var descends = axis[^1] < axis[0];
        var index = descends
            ? Array.BinarySearch(axis, value, Comparer<double>.Create((a, b) => b.CompareTo(a)))
            : Array.BinarySearch(axis, value);
        index = index < 0 ? ~index - 1 : index;
        if (index < 0 || (index == axis.Length - 1 && axis[^1] != value))
        {
            return null;
        }

        index = Math.Min(index, axis.Length - 2);
        return (index, (value - axis[index]) / (axis[index + 1] - axis[index]));
    }

    private static void Require(double[] axis, string name, double span)
    {
        var rises = axis.Length < 2 || axis[1] > axis[0];
        for (var i = 0; i < axis.Length; i++)
        {
            if (!double.IsFinite(axis[i]) || (i > 0 && axis[i] > axis[i - 1] != rises) || (i > 0 && axis[i] == axis[i - 1]))
            {
                throw new InputFormatException($"The {name} are not in order: number {i + 1} is {axis[i]}.");
            }
        }

        if (axis.Length == 0 || Math.Abs(axis[^1] - axis[0]) > span)
        {
            throw new InputFormatException(axis.Length == 0 ? $"There are no {name}." : $"The {name} span more than {span}°.");
        }
    }
}
