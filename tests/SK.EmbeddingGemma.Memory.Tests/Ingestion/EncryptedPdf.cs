using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SK.EmbeddingGemma.Ingestion;

/// <summary>Writes PDF documents of one page, encrypted by the standard's first method: RC4 with 40 bits.</summary>
internal static class EncryptedPdf
{
    private const int Permissions = -4;

    private static readonly byte[] Id = Encoding.ASCII.GetBytes("0123456789abcdef");

    /// <summary>The bytes that fill a password up to 32.</summary>
    private static readonly byte[] Filling = Convert.FromHexString("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A");

    /// <summary>Returns a document.</summary>
    /// <param name="text">The text on its page.</param>
    /// <param name="password">The password that opens it; empty for none.</param>
    /// <param name="handler">What is said to have encrypted it.</param>
    public static byte[] Write(string text, string password, string handler = "Standard")
    {
        var owner = Cipher(Digest(Filled("owner"))[..5], Filled(password));
        var permissions = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(permissions, Permissions);
        var key = Digest([.. Filled(password), .. owner, .. permissions, .. Id])[..5];
        var page = Cipher(Digest([.. key, 4, 0, 0, 0, 0])[..10], Encoding.ASCII.GetBytes($"BT /F1 12 Tf 50 700 Td ({text}) Tj ET"));
        List<byte> file = [.. "%PDF-1.4\n"u8];
        List<int> places = [];
        Add("<< /Type /Catalog /Pages 2 0 R >>");
        Add("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        Add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>");
        Add(string.Create(CultureInfo.InvariantCulture, $"<< /Length {page.Length} >>\nstream\n"), [.. page, .. "\nendstream"u8]);
        Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        Add(string.Create(CultureInfo.InvariantCulture, $"<< /Filter /{handler} /V 1 /R 2 /P {Permissions} /O <{Convert.ToHexString(owner)}> /U <{Convert.ToHexString(Cipher(key, Filling))}> >>"));

        var table = file.Count;
        file.AddRange(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {places.Count + 1}\n0000000000 65535 f \n")));
        foreach (var place in places)
            file.AddRange(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n")));
        var id = Convert.ToHexString(Id);
        file.AddRange(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"trailer\n<< /Size {places.Count + 1} /Root 1 0 R /Encrypt 6 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{table}\n%%EOF\n")));
        return [.. file];

        void Add(string head, params ReadOnlySpan<byte> rest)
        {
            places.Add(file.Count);
            file.AddRange(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{places.Count} 0 obj\n{head}")));
            file.AddRange(rest);
            file.AddRange("\nendobj\n"u8);
        }
    }

    private static byte[] Filled(string password) => [.. Encoding.ASCII.GetBytes(password).Concat(Filling).Take(Filling.Length)];

#pragma warning disable CA5351 // the format's own choice
    private static byte[] Digest(byte[] bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351

    /// <summary>RC4, which the framework has not.</summary>
    private static byte[] Cipher(byte[] key, byte[] bytes)
    {
        byte[] state = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        for (int index = 0, other = 0; index < state.Length; index++)
        {
            other = (other + state[index] + key[index % key.Length]) & 255;
            (state[index], state[other]) = (state[other], state[index]);
        }

        var result = new byte[bytes.Length];
        for (int place = 0, index = 0, other = 0; place < bytes.Length; place++)
        {
            index = (index + 1) & 255;
            other = (other + state[index]) & 255;
            (state[index], state[other]) = (state[other], state[index]);
            result[place] = (byte)(bytes[place] ^ state[(state[index] + state[other]) & 255]);
        }

        return result;
    }
}
