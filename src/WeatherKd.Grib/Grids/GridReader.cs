namespace WeatherKd.Grib.Grids;

/// <summary>Reads section 3: which grid the points lie on.</summary>
internal static class GridReader
{
    public static Grid Read(Octets section)
    {
        var points = section.U32(7);
        if (points is 0 or > int.MaxValue)
        {
            throw section.Error($"{points} grid points are declared (1 to {int.MaxValue} are possible)", 7);
        }

        int template = section.U16(13), source = section.U8(6);
        try
        {
            if (source != 0)
            {
                throw new UnsupportedGridException($"grid definitions by source {source} (code table 3.0) are not supported");
            }

            return template switch
            {
                0 => LatitudeLongitudeGrid.Read(section),
                1 or 41 => RotatedGrid.Read(section, template),
                10 => MercatorGrid.Read(section),
                20 => PolarStereographicGrid.Read(section),
                30 => LambertGrid.Read(section),
                40 => GaussianGrid.Read(section),
                101 => UnstructuredGrid.Read(section, (int)points),
                _ => throw new UnsupportedGridException(
                    $"grid definition template 3.{template} is not supported (3.0, 3.1, 3.10, 3.20, 3.30, 3.40, 3.41 and 3.101 are)"),
            };
        }
        catch (UnsupportedGridException error)
        {
            return new UnsupportedGrid(section, template, (int)points, error.Message);
        }
    }
}
