using WeatherKd.Grib;

namespace WeatherKd.NumericalModels.Fields;

/// <summary>Which fields are the x and y components of one vector, such as wind, and which are along the grid's axes.</summary>
internal static class VectorComponents
{
    /// <summary>Discipline, category, number of x and of y: wind, momentum flux, wind of gusts, current, drift of ice.</summary>
    private static readonly (int Discipline, int Category, int X, int Y)[] Pairs =
        [(0, 2, 2, 3), (0, 2, 17, 18), (0, 2, 23, 24), (10, 1, 2, 3), (10, 2, 4, 5)];

    /// <summary>Whether the field is the x component (true) or y component (false) of a vector; null for others.</summary>
    public static bool? IsX(GribField field)
    {
        foreach (var pair in Pairs)
        {
            if ((field.Parameter.Discipline, field.Parameter.Category) == (pair.Discipline, pair.Category)
                && (field.Parameter.Number == pair.X || field.Parameter.Number == pair.Y))
            {
                return field.Parameter.Number == pair.X;
            }
        }

        return null;
    }

    /// <summary>The other component of the same vector at the same place and time; null where the file does not hold it.</summary>
    public static GribField? OtherOf(GribField field, IEnumerable<GribField> fields)
    {
        var pair = Pairs.First(p => (p.Discipline, p.Category) == (field.Parameter.Discipline, field.Parameter.Category)
            && (p.X == field.Parameter.Number || p.Y == field.Parameter.Number));
        var other = pair.X == field.Parameter.Number ? pair.Y : pair.X;
        return fields.FirstOrDefault(candidate => candidate.Parameter.Is(pair.Discipline, pair.Category, other)
            && candidate.Level == field.Level
            && candidate.ReferenceTime == field.ReferenceTime
            && candidate.ValidTime == field.ValidTime
            && candidate.Period == field.Period
            && candidate.Member == field.Member
            && candidate.Derivation == field.Derivation
            && candidate.Grid.IsSupported
            && GridKey.Of(candidate.Grid) == GridKey.Of(field.Grid));
    }
}
