namespace WeatherKd.Grib.Jpeg2000;

/// <summary>A stretch of packets in one order (marker POC, A.6.6): resolutions from first to end, layers up to the end.</summary>
internal readonly record struct ProgressionChange(ProgressionOrder Order, int FirstResolution, int EndResolution, int EndLayer)
{
    public static void Read(ReadOnlySpan<byte> segment, List<ProgressionChange> changes)
    {
        var reader = new MarkerReader(segment);
        while (reader.Remaining > 0)
        {
            int firstResolution = reader.Byte();
            int firstComponent = reader.Byte();
            var endLayer = reader.UInt16();
            int endResolution = reader.Byte();
            reader.Byte();
            var order = reader.Byte();
            if (order > (int)ProgressionOrder.ComponentPosition)
            {
                throw new GribFormatException($"JPEG 2000: progression order {order}; 0 to 4 are allowed");
            }

            if (firstComponent == 0)
            {
                changes.Add(new ProgressionChange((ProgressionOrder)order, firstResolution, endResolution, endLayer));
            }
        }
    }
}
