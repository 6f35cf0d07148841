using WeatherKd.Grib.Grids;
using WeatherKd.Grib.Packings;

namespace WeatherKd.Grib.Edition1.BinaryData;

/// <summary>
/// Reads the header of second-order packing: octet 14 tells which of its kinds (WMO Manual on Codes, regulation 92.6 and code table 11; the
/// last four flags are ECMWF's, of its "general extended" packing, as ecCodes documents them in grib1/11-2.table).
/// </summary>
internal static class SecondOrderReader
{
    private const int MatrixOfValues = 0x40;
    private const int SecondaryBitmap = 0x20;
    private const int DifferentWidths = 0x10;
    private const int GeneralExtended = 0x08;
    private const int Boustrophedonic = 0x04;
    private const int OrderOfDifferences = 0x03;

    /// <summary>Octets before the widths of groups, in the kinds of the WMO.</summary>
    private const int FixedOctets = 21;

    /// <summary>The packing, and how many octets of the section come before what its decoder reads.</summary>
    public static (Packing Packing, int HeaderOctets) Read(Octets section, LinearScale scale, Grid grid, bool hasBitmap)
    {
        var flags = section.U8(14);
        var header = new SecondOrderHeader
        {
            Scale = scale,
            Grid = grid,
            HasBitmap = hasBitmap,
            ReferenceBits = section.U8(11),
            Groups = section.U16(17) + (65536 * section.U8(21)),
            CodedValues = section.U16(19),
            IsBoustrophedonic = (flags & Boustrophedonic) != 0,
        };
        if (header.ReferenceBits > 32)
        {
            throw section.Error($"first-order values of {header.ReferenceBits} bits are declared (0 to 32 are allowed)", 11);
        }

        return (flags & (MatrixOfValues | GeneralExtended | SecondaryBitmap | DifferentWidths)) switch
        {
            _ when (flags & MatrixOfValues) != 0 => Refuse(grid, "a matrix of values at each point"),
            _ when (flags & GeneralExtended) != 0 => ReadExtended(section, header, flags & OrderOfDifferences),
            SecondaryBitmap | DifferentWidths => (new BitmapGroupPacking(header, hasOneWidth: false), FixedOctets),
            SecondaryBitmap => (new BitmapGroupPacking(header, hasOneWidth: true), FixedOctets),
            DifferentWidths => (new RowByRowPacking(header), FixedOctets),
            _ => Refuse(grid, "second-order packing of rows of one width"),
        };
    }

    private static (Packing Packing, int HeaderOctets) Refuse(Grid grid, string reason) =>
        (BinaryDataReader.Refuse(grid, SecondOrderPacking.LocalTemplate, "grid_second_order", reason), FixedOctets);

    private static (Packing Packing, int HeaderOctets) ReadExtended(Octets section, SecondOrderHeader header, int order)
    {
        int widthBits = section.U8(22), lengthBits = section.U8(23), differenceBits = order == 0 ? 0 : section.U8(26);
        return widthBits <= 32 && lengthBits <= 32 && differenceBits <= 32
            ? (new ExtendedGroupPacking(header, widthBits, lengthBits, order, differenceBits), order == 0 ? 25 : 26)
            : throw section.Error(
                $"widths in {widthBits} bits, lengths in {lengthBits}, first differences in {differenceBits} (up to 32 are allowed)", 22);
    }
}
