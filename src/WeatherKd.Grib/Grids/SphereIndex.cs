namespace WeatherKd.Grib.Grids;

/// <summary>
/// Finds the points next to a place: points on the unit sphere, sorted into the cubes of a lattice about it, without a seam or poles.
/// </summary>
internal sealed class SphereIndex
{
    private readonly double[] _points;
    private readonly int[] _sorted;
    private readonly long[] _keys;
    private readonly double _edge;
    private readonly int _cubesAcross;

    public SphereIndex(double[] latitudes, double[] longitudes)
    {
        var count = latitudes.Length;
        // A cube's face has the area of two points of a grid that covers the globe; a regional grid has more points in each.
        _edge = Math.Clamp(Math.Sqrt(8 * Math.PI / count), 1e-4, 2);
        _cubesAcross = (int)Math.Ceiling(2 / _edge) + 1;
        _points = new double[3 * count];
        _sorted = new int[count];
        _keys = new long[count];
        for (var i = 0; i < count; i++)
        {
            var (x, y, z) = OnSphere(latitudes[i], longitudes[i]);
            (_points[3 * i], _points[(3 * i) + 1], _points[(3 * i) + 2]) = (x, y, z);
            _sorted[i] = i;
            _keys[i] = Key(Cube(x), Cube(y), Cube(z));
        }

        Array.Sort(_keys, _sorted);
    }

    /// <summary>
    /// The nearest points, the nearest first, with their distance through the sphere (radius 1); fewer where there are fewer.
    /// </summary>
    public List<(int Index, double Distance)> Nearest(double latitude, double longitude, int count)
    {
        var (x, y, z) = OnSphere(latitude, longitude);
        int cubeX = Cube(x), cubeY = Cube(y), cubeZ = Cube(z);
        var found = new List<(int Index, double Distance)>();
        for (var reach = 0; reach <= _cubesAcross; reach++)
        {
            // All points of the shells up to this one that are nearer than its inner faces are found: none outside is nearer.
            if (found.Count >= count && found[count - 1].Distance <= (reach - 1) * _edge)
            {
                break;
            }

            AddShell(cubeX, cubeY, cubeZ, reach, x, y, z, found);
            found.Sort((a, b) => a.Distance.CompareTo(b.Distance) is var order && order != 0 ? order : a.Index.CompareTo(b.Index));
        }

        return found.Count > count ? found[..count] : found;
    }

    private static (double X, double Y, double Z) OnSphere(double latitude, double longitude)
    {
        var (sinLatitude, cosLatitude) = Math.SinCos(latitude * Math.PI / 180);
        var (sinLongitude, cosLongitude) = Math.SinCos(longitude * Math.PI / 180);
        return (cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
    }

    private int Cube(double coordinate) => (int)((coordinate + 1) / _edge);

    private long Key(int x, int y, int z) => (((long)x * _cubesAcross) + y) * _cubesAcross + z;

    private void AddShell(
        int cubeX,
        int cubeY,
        int cubeZ,
        int reach,
        double x,
        double y,
        double z,
        List<(int Index, double Distance)> found)
    {
        for (var i = Math.Max(cubeX - reach, 0); i <= Math.Min(cubeX + reach, _cubesAcross - 1); i++)
        {
            for (var j = Math.Max(cubeY - reach, 0); j <= Math.Min(cubeY + reach, _cubesAcross - 1); j++)
            {
                var isFace = Math.Abs(i - cubeX) == reach || Math.Abs(j - cubeY) == reach;
                for (var k = cubeZ - reach; k <= cubeZ + reach; k += isFace || reach == 0 ? 1 : 2 * reach)
                {
                    if (k >= 0 && k < _cubesAcross)
                    {
                        AddCube(Key(i, j, k), x, y, z, found);
                    }
                }
            }
        }
    }

    private void AddCube(long key, double x, double y, double z, List<(int Index, double Distance)> found)
    {
        var at = Array.BinarySearch(_keys, key);
        if (at < 0)
        {
            return;
        }

        while (at > 0 && _keys[at - 1] == key)
        {
            at--;
        }

        for (; at < _keys.Length && _keys[at] == key; at++)
        {
            var index = _sorted[at];
            double dx = _points[3 * index] - x, dy = _points[(3 * index) + 1] - y, dz = _points[(3 * index) + 2] - z;
            found.Add((index, Math.Sqrt((dx * dx) + (dy * dy) + (dz * dz))));
        }
    }
}
