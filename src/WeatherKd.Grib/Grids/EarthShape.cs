namespace WeatherKd.Grib.Grids;

/// <summary>The sphere or ellipsoid that a grid is laid on (WMO code table 3.2).</summary>
/// <param name="MajorAxis">Equatorial radius, m.</param>
/// <param name="MinorAxis">Polar radius, m; equal to <paramref name="MajorAxis"/> on a sphere.</param>
public sealed record EarthShape(double MajorAxis, double MinorAxis)
{
    /// <summary>Whether both axes are equal.</summary>
    public bool IsSphere => MajorAxis == MinorAxis;

    /// <summary>First eccentricity; 0 on a sphere.</summary>
    public double Eccentricity => Math.Sqrt(Math.Max(0, 1 - (MinorAxis / MajorAxis * (MinorAxis / MajorAxis))));

    /// <summary>Octets 15 to 30 of section 3, alike in all the grid templates that this library reads.</summary>
    internal static EarthShape Read(Octets section)
    {
        var shape = section.U8(15);
        return shape switch
        {
            1 => Checked(section, Scaled(section, 16), Scaled(section, 16)),
            3 => Checked(section, Scaled(section, 21) * 1000, Scaled(section, 26) * 1000),
            7 => Checked(section, Scaled(section, 21), Scaled(section, 26)),
            _ => OfCode(shape) ?? throw section.Error($"earth shape {shape} is not supported (0-9 of code table 3.2 are)", 15),
        };
    }

    /// <summary>The shapes of code table 3.2 that need no numbers of their own; null for others.</summary>
    internal static EarthShape? OfCode(int shape) => shape switch
    {
        0 => Sphere(6_367_470),
        2 => new EarthShape(6_378_160, 6_356_775),
        4 => new EarthShape(6_378_137, 6_356_752.314),
        5 => new EarthShape(6_378_137, 6_356_752.314_245),
        6 => Sphere(6_371_229),
        8 => Sphere(6_371_200),
        9 => new EarthShape(6_377_563.396, 6_356_256.909),
        _ => null,
    };

    private static EarthShape Sphere(double radius) => new(radius, radius);

    private static double Scaled(Octets section, int octet) => DecimalScale.Apply(section.U32(octet + 1), section.S8(octet));

    private static EarthShape Checked(Octets section, double major, double minor) =>
        minor > 0 && major >= minor && double.IsFinite(major)
            ? new EarthShape(major, minor)
            : throw section.Error($"the earth's axes are given as {major} m and {minor} m", 16);
}
