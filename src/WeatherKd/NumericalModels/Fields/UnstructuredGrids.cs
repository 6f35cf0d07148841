using WeatherKd.Grib;
using WeatherKd.Grib.Bytes;
using WeatherKd.Grib.Grids;

namespace WeatherKd.NumericalModels.Fields;

/// <summary>
/// Where the points of grids without rows lie (ICON's triangles): from the file itself or from GRIB2 files that the operator names once.
/// They are read when the first field needs them. Safe to share between threads.
/// </summary>
internal sealed class UnstructuredGrids(IReadOnlyList<string> files)
{
    private readonly Lazy<IReadOnlyList<UnstructuredPositions>> _configured = new(() => [.. files.SelectMany(ReadFile)]);

    // Of files that hold their own positions the last, since finding neighbours among millions of points is prepared once.
    private volatile UnstructuredPositions? _last;

    /// <summary>Whether stations can be placed on the grid.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="own">Fields of the file that holds it.</param>
    /// <exception cref="GribFormatException">A file of positions cannot be read.</exception>
    public bool CanPlaceOn(Grid grid, IEnumerable<GribField> own) => grid.IsSupported
        || (grid is UnstructuredGrid unstructured
            && (Configured(unstructured) is not null
                || (OfGrid(unstructured, own).Any(UnstructuredGridFiles.IsLatitude)
                    && OfGrid(unstructured, own).Any(UnstructuredGridFiles.IsLongitude))));

    /// <summary>The positions of the grid's points; null for grids with rows and where nobody gives them.</summary>
    /// <exception cref="GribFormatException">A file of positions cannot be read.</exception>
    public UnstructuredPositions? PositionsOf(Grid grid, IEnumerable<GribField> own)
    {
        if (grid is not UnstructuredGrid unstructured)
        {
            return null;
        }

        var known = Configured(unstructured) ?? (_last is { } last && last.Grid.HasSamePointsAs(unstructured) ? last : null);
        if (known is null && UnstructuredGridFiles.Read(OfGrid(unstructured, own)) is [var found, ..])
        {
            known = _last = found;
        }

        return known;
    }

    /// <summary>Why no station can be placed on the grid, and what would help.</summary>
    public string WhyNot(Grid grid)
    {
        if (grid is not UnstructuredGrid)
        {
            return $"{grid}, so that no station can be placed on it";
        }

        var known = _configured.Value.Count == 0
            ? "none is named"
            : "those named hold " + string.Join(", ", _configured.Value.Select(positions => positions.Grid.ToString()));
        return $"{grid} does not say where its points lie: its fields CLAT and CLON do, of a file named in Interpolation:GridFiles "
            + $"({known})";
    }

    private static IEnumerable<GribField> OfGrid(UnstructuredGrid grid, IEnumerable<GribField> fields) =>
        fields.Where(field => field.Grid is UnstructuredGrid other && other.HasSamePointsAs(grid));

    private UnstructuredPositions? Configured(UnstructuredGrid grid) =>
        _configured.Value.FirstOrDefault(positions => positions.Grid.HasSamePointsAs(grid));

    private static IReadOnlyList<UnstructuredPositions> ReadFile(string path)
    {
        using var unpacked = UnpackedFile.Create(path);
        using var file = GribFile.Open(unpacked.Path);
        var found = UnstructuredGridFiles.Read(file.Fields);
        return found.Count > 0
            ? found
            : throw new GribFormatException($"{path} (Interpolation:GridFiles) holds no fields CLAT and CLON of one unstructured grid");
    }
}
