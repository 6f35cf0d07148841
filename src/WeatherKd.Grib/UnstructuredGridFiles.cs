using WeatherKd.Grib.Grids;

namespace WeatherKd.Grib;

/// <summary>
/// Finds the fields that say where the points of an unstructured grid lie, such as <c>CLAT</c> and <c>CLON</c> in the time-invariant files
/// that DWD gives away with ICON.
/// </summary>
public static class UnstructuredGridFiles
{
    /// <summary>Code table 4.2, discipline 0, category 191: geographical latitude and longitude, in degrees.</summary>
    private const int Category = 191;

    private const int LatitudeNumber = 1;
    private const int LongitudeNumber = 2;

    /// <summary>Whether the field holds the latitudes of its grid's points.</summary>
    public static bool IsLatitude(GribField field) => Is(field, LatitudeNumber);

    /// <summary>Whether the field holds the longitudes of its grid's points.</summary>
    public static bool IsLongitude(GribField field) => Is(field, LongitudeNumber);

    /// <summary>The positions of all unstructured grids of which the fields hold both latitude and longitude.</summary>
    /// <param name="fields">Fields of one or more open files.</param>
    /// <exception cref="GribFormatException">A field of positions cannot be decoded, or holds no degrees.</exception>
    public static IReadOnlyList<UnstructuredPositions> Read(IEnumerable<GribField> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var all = fields.Where(field => field.Grid is UnstructuredGrid).ToList();
        List<UnstructuredPositions> found = [];
        foreach (var latitude in all.Where(IsLatitude))
        {
            var grid = (UnstructuredGrid)latitude.Grid;
            var longitude = all.Find(field => IsLongitude(field) && grid.HasSamePointsAs((UnstructuredGrid)field.Grid));
            if (longitude is not null && !found.Exists(positions => positions.Grid.HasSamePointsAs(grid)))
            {
                found.Add(Join(latitude, longitude));
            }
        }

        return found;
    }

    /// <summary>The positions of a grid's points from the two fields that hold them.</summary>
    /// <exception cref="ArgumentException">A field is not on an unstructured grid, or the two are on different ones.</exception>
    /// <exception cref="GribFormatException">A field cannot be decoded, or holds no degrees.</exception>
    public static UnstructuredPositions Join(GribField latitude, GribField longitude)
    {
        ArgumentNullException.ThrowIfNull(latitude);
        ArgumentNullException.ThrowIfNull(longitude);
        if (latitude.Grid is not UnstructuredGrid grid || longitude.Grid is not UnstructuredGrid other || !grid.HasSamePointsAs(other))
        {
            throw new ArgumentException(
                $"latitudes on {latitude.Grid} and longitudes on {longitude.Grid} are not of the same points",
                nameof(longitude));
        }

        try
        {
            return new UnstructuredPositions(grid, latitude.Decode(), longitude.Decode());
        }
        catch (ArgumentException error)
        {
            throw new GribFormatException(error.Message, latitude.MessageNumber, latitude.Message.Offset, error);
        }
    }

    private static bool Is(GribField field, int number)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.Parameter.Is(0, Category, number);
    }
}
