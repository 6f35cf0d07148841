using WeatherKd.Grib;
using WeatherKd.Grib.Grids;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Fields;

/// <summary>
/// The height of a model's ground at the stations, by which values are moved to the stations' own heights. It comes from the file itself
/// or, where the fields come without it, from GRIB2 files that the operator names once; a file serves every field that shares its grid.
/// Safe to share between threads.
/// </summary>
internal sealed class ModelOrography(VariableTable variables, IReadOnlyList<string> files)
{
    private readonly IReadOnlyList<FieldRole> _roles = [.. FieldRole.All(variables).Where(r => r.Name == FieldRole.Orography)];

    /// <summary>
    /// Height of the model's ground at the stations of a grid, in m; null where neither the file nor the operator gives it.
    /// </summary>
    /// <param name="grid">The stations on the grid.</param>
    /// <param name="own">Fields of the file being read.</param>
    public double[]? At(GridStations grid, IEnumerable<GribField> own)
    {
        var key = GridKey.Of(grid.Grid);
        if (Find(own, key) is { } field)
        {
            return Sample(grid, field);
        }

        foreach (var path in files)
        {
            using var file = GribFile.Open(path);
            if (Find(file.Fields, key) is { } configured)
            {
                return Sample(grid, configured);
            }
        }

        return null;
    }

    private static double[] Sample(GridStations grid, (GribField Field, FieldRole Role) found)
    {
        var heights = grid.Sample(found.Field);
        for (var i = 0; i < heights.Length; i++)
        {
            heights[i] *= found.Role.Parameter.Scale;
        }

        return heights;
    }

    private (GribField Field, FieldRole Role)? Find(IEnumerable<GribField> fields, GridKey key)
    {
        foreach (var field in fields)
        {
            if (_roles.FirstOrDefault(r => r.IsPlayedBy(field)) is { } role
                && (field.Grid.IsSupported || field.Grid is UnstructuredGrid)
                && GridKey.Of(field.Grid) == key)
            {
                return (field, role);
            }
        }

        return null;
    }
}
