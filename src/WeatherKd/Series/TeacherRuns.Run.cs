namespace WeatherKd.Series;

/// <content>One of the runs.</content>
public sealed partial class TeacherRuns
{
    /// <summary>One run: values by lead and variable, grown as leads come in.</summary>
    private sealed class Run(int width)
    {
        private float[] _values = [];

        /// <summary>One bit a value; empty where none is an estimate.</summary>
        private ulong[] _estimates = [];

        /// <summary>Values set, each time counted.</summary>
        public long Entered { get; set; }

        public int LastLead => (_values.Length / width) - 1;

        public float this[int lead, int variable] => _values[(lead * width) + variable];

        public void Set(int lead, int variable, float value)
        {
            var needed = (lead + 1) * width;
            if (_values.Length < needed)
            {
                var old = _values.Length;
                Array.Resize(ref _values, Math.Max(needed, old + (12 * width)));
                _values.AsSpan(old).Fill(float.NaN);
            }

            _values[(lead * width) + variable] = value;
            if (IsEstimate(lead, variable))
            {
                var (word, bit) = Math.DivRem((lead * width) + variable, 64);
                _estimates[word] &= ~(1UL << bit);
            }
        }

        public bool IsEstimate(int lead, int variable)
        {
            var (word, bit) = Math.DivRem((lead * width) + variable, 64);
            return word < _estimates.Length && (_estimates[word] >> bit & 1) != 0;
        }

        public void MarkEstimate(int lead, int variable)
        {
            var (word, bit) = Math.DivRem((lead * width) + variable, 64);
            if (word >= _estimates.Length)
            {
                Array.Resize(ref _estimates, (_values.Length + 63) / 64);
            }

            _estimates[word] |= 1UL << bit;
        }

        /// <summary>Fills what is still missing in a row; returns how many values that were.</summary>
        public int FillMissing(int lead, Span<float> row)
        {
            var start = lead * width;
            if (start >= _values.Length)
            {
                return 0;
            }

            var filled = 0;
            for (var v = 0; v < width; v++)
            {
                if (float.IsNaN(row[v]) && !float.IsNaN(_values[start + v]))
                {
                    row[v] = _values[start + v];
                    filled++;
                }
            }

            return filled;
        }
    }
}
