using WeatherKd.Grib.Edition1;
using WeatherKd.Grib.Edition1.BinaryData;
using WeatherKd.Grib.Edition1.GridDescriptions;
using WeatherKd.Grib.Grids;
using WeatherKd.Grib.Packings;

namespace WeatherKd.Grib.Reading;

/// <summary>
/// Reads the sections of one message of edition 1, whose end is known to be right: one field, with the product (1), the grid (2) and the
/// bitmap (3) where section 1 says that they are there, and the data (4).
/// </summary>
internal sealed class Edition1MessageReader(
    ByteSource source, BufferedReader reader, int messageNumber, long start, MessageLength length, FileContents contents)
{
    private const int IndicatorOctets = 8;
    private const int EndOctets = 4;
    private const int LengthOctets = 3;
    private const int BitmapHeaderOctets = 6;
    private const int SimpleOctets = 11;

    private readonly long _end = start + length.Total - EndOctets;

    /// <summary>Adds the field to the file's contents; what is wrong inside a section becomes one of its problems.</summary>
    /// <exception cref="GribFormatException">The sections cannot be followed.</exception>
    public void Read()
    {
        var position = start + IndicatorOctets;
        var product = Next(1, ref position);
        var flags = reader.Peek(product.Offset, IndicatorOctets);
        ByteRange? grid = (flags[7] & 0x80) != 0 ? Next(2, ref position) : null;
        ByteRange? bitmap = (flags[7] & 0x40) != 0 ? Next(3, ref position) : null;
        var data = length.IsLarge ? new ByteRange(position, _end - position) : Next(4, ref position);
        try
        {
            contents.Fields.Add(ReadField(product, grid, bitmap, data));
        }
        catch (GribFormatException error)
        {
            contents.Problems.Add(error);
        }
    }

    /// <summary>Where the next section lies; goes on behind it.</summary>
    private ByteRange Next(int number, ref long position)
    {
        var size = MessageLength.U24(reader.Peek(position, LengthOctets));
        var least = number == 1 ? IndicatorOctets : LengthOctets;
        if (size < least || size > _end - position)
        {
            throw new GribFormatException(
                $"section {number} declares {size} bytes, {Math.Max(_end - position, 0)} are left in the message", messageNumber, position);
        }

        var section = new ByteRange(position, size);
        position += size;
        return section;
    }

    private FieldSections ReadField(ByteRange productSection, ByteRange? gridSection, ByteRange? bitmapSection, ByteRange dataSection)
    {
        var product = ProductDefinition.Read(Octets(1, productSection));
        var grid = gridSection is { } description
            ? GridDescription.Read(Octets(2, description))
            : PredefinedGrids.Find(Octets(1, productSection), product.Origin.Centre, product.Numbers.GridNumber);
        if (grid is UnsupportedGrid unplaced && CountPoints(bitmapSection, dataSection) is { } told && told < grid.PointCount)
        {
            // Part of a reduced grid: its rows' lengths are those of full circles, of which a part is there.
            grid = unplaced.WithPoints(told);
        }

        ByteRange? bitmap = bitmapSection is { } section ? ReadBitmap(section, grid) : null;
        var octets = Octets(4, dataSection);
        if (grid.PointCount > FieldSize.Limit(dataSection.Length))
        {
            var limit = FieldSize.Limit(dataSection.Length);
            throw octets.Error($"{grid.PointCount} grid points in {dataSection.Length} bytes of data are more than the {limit} allowed");
        }

        var (packing, headerOctets) = BinaryDataReader.Read(octets, dataSection.Length, product.DecimalScale, grid, bitmap is not null);
        var data = new ByteRange(dataSection.Offset + headerOctets, Math.Max(dataSection.Length - headerOctets, 0));
        if (packing.LeastDataBytes > data.Length)
        {
            throw octets.Error($"{packing.ValueCount} values ({packing}) do not fit in {data.Length} bytes of data");
        }

        return new FieldSections
        {
            Source = source,
            MessageNumber = messageNumber,
            NumberInMessage = 1,
            Message = new ByteRange(start, length.Total),
            Discipline = product.Product.Parameter.Discipline,
            Identification = new Identification(product.Origin, product.Reference, product.ReferenceMeaning, NotSaid, NotSaid),
            Edition1 = product.Numbers,
            Grid = grid,
            Product = product.Product,
            Packing = packing,
            Bitmap = bitmap,
            Sections = [null, productSection, gridSection, bitmapSection, dataSection, null, null, null],
            Data = data,
        };
    }

    /// <summary>Points by the length of the bitmap or else of simply packed data; null where neither tells.</summary>
    private int? CountPoints(ByteRange? bitmapSection, ByteRange dataSection)
    {
        if (bitmapSection is { } bitmap)
        {
            var unused = Octets(3, bitmap).U8(4);
            return (int)Math.Clamp(((bitmap.Length - BitmapHeaderOctets) * 8) - unused, 1, int.MaxValue);
        }

        var data = Octets(4, dataSection);
        int bits = data.U8(11), flags = data.U8(4);
        return bits == 0 || (flags & 0xD0) != 0
            ? null
            : (int)Math.Clamp((((dataSection.Length - SimpleOctets) * 8) - (flags & 0x0F)) / bits, 1, int.MaxValue);
    }

    private ByteRange ReadBitmap(ByteRange section, Grid grid)
    {
        var octets = Octets(3, section);
        var predefined = octets.U16(5);
        if (predefined != 0)
        {
            throw octets.Error($"bitmap {predefined}, predefined by the centre, is not supported", 5);
        }

        var bits = new ByteRange(section.Offset + BitmapHeaderOctets, section.Length - BitmapHeaderOctets);
        return bits.Length * 8 >= grid.PointCount
            ? bits
            : throw octets.Error($"a bitmap of {bits.Length} bytes for {grid.PointCount} grid points");
    }

    /// <summary>The octets of a section, until the next call: they lie in the reader's window.</summary>
    private Octets Octets(int number, ByteRange section) => new(
        reader.Peek(section.Offset, (int)Math.Min(section.Length, BufferedReader.WindowLength)), messageNumber, section.Offset, number);

    /// <summary>"Missing" in code tables 1.3 and 1.4: edition 1 does not tell.</summary>
    private const int NotSaid = 255;
}
