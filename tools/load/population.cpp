#include "tools/load/population.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace rolecall {

namespace {

using std::string_view;

constexpr auto first_names = std::to_array<string_view>(
    {"Anna",      "James",     "Maria",     "Wei",       "Fatima",   "John",     "Olivia",
     "Mohammed",  "Sofia",     "Liam",      "Priya",     "Lucas",    "Emma",     "Noah",
     "Yuki",      "Carlos",    "Elena",     "David",     "Aisha",    "Peter",    "Laura",
     "Thomas",    "Ingrid",    "Rahul",     "Grace",     "Daniel",   "Chiara",   "Omar",
     "Julia",     "Michael",   "Zoë",       "José",      "Hannah",   "Andreas",  "Mei",
     "Kwame",     "Natalia",   "Robert",    "Amélie",    "Igor",     "Susan",    "Hiroshi",
     "Leila",     "Patrick",   "Katrin",    "Samuel",    "Beatriz",  "Jürgen",   "Charlotte",
     "Arjun",     "Monika",    "Stefan",    "Isabel",    "Tariq",    "Victoria", "Björn",
     "Alexandra", "Matteo",    "Helena",    "Dmitri",    "Rosa",     "Benjamin", "Nadia",
     "Oscar",     "Christina", "Felix",     "Margaret",  "Hassan",   "Eva",      "Gabriel",
     "Simone",    "Marek",     "Katherine", "Vikram",    "Lena",     "Antonio",  "Ruth",
     "Sebastian", "Mónica",    "Erik",      "Elizabeth", "Jonas",    "Paula",    "Christopher",
     "Ines",      "Walter",    "Tamara",    "André",     "Dorothea", "Kofi",     "Miriam",
     "Leonardo",  "Sarah",     "Günter",    "Valentina", "Ken"});

constexpr auto last_names = std::to_array<string_view>(
    {"Smith",        "Müller",    "Garcia",    "Wang",      "Johnson",   "Rossi",      "Singh",
     "Becker",       "Martin",    "Tanaka",    "Brown",     "Silva",     "Kowalski",   "Nguyen",
     "Hoffmann",     "Lopez",     "Jones",     "Schneider", "Ivanov",    "Kim",        "Dubois",
     "Williams",     "Andersson", "Patel",     "Fischer",   "Hernández", "Davis",      "Bianchi",
     "Weber",        "Chen",      "Taylor",    "Jansen",    "Moreau",    "Yamamoto",   "Wagner",
     "Costa",        "Wilson",    "Nielsen",   "Sharma",    "Schulz",    "Pérez",      "Thompson",
     "Novák",        "Fernández", "Anderson",  "Richter",   "Okafor",    "White",      "Lefèvre",
     "Zimmermann",   "Gonçalves", "Harris",    "Lindqvist", "Romano",    "Kaufmann",   "Walker",
     "Papadopoulos", "Mensah",    "Schäfer",   "Robinson",  "Nakamura",  "Petrov",     "Clark",
     "Vandenberg",   "Demirtaş",  "Rodríguez", "Hughes",    "Krüger",    "Montgomery", "Lee"});

constexpr auto syllables =
    std::to_array<string_view>({"ba",  "ren", "ka",  "lo", "mi",   "sen", "ta", "vor", "del", "gra",
                                "hol", "in",  "jar", "ke", "lund", "mar", "ne", "os",  "pel", "qui",
                                "ros", "ste", "tov", "ul", "ver",  "win", "xa", "yel"});

constexpr auto domains = std::to_array<string_view>(
    {"staff.example.com", "students.example.edu", "mail.example.org", "people.acme.example",
     "research.example.net", "eu.globex.example", "initech.example.com", "post.example.net"});

// Independent random numbers out of one: G. Steele and others, SplitMix (2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }
  std::size_t below(std::size_t bound) { return next() % bound; }
  // The first ones more often than the last, as names are.
  string_view pick(auto& list) {
    const std::size_t i = below(1 << 16) * below(1 << 16) >> 16;
    return list[i * std::size(list) >> 16];
  }

 private:
  std::uint64_t state_;
};

std::string last_name(Random& random) {
  if (random.below(100) < 60) return std::string(random.pick(last_names));
  std::string name;
  for (std::size_t parts = 2 + random.below(2); parts > 0; --parts) {
    name += syllables[random.below(syllables.size())];
  }
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// For the part before the @: letters that are not ASCII become one plain letter.
std::string plain(string_view name) {
  std::string text;
  for (const char c : name) {
    if ((c & 0xc0) == 0xc0) text += 'e';
    if ((c & 0x80) == 0) text += lower(c);
  }
  return text;
}

Role role_of(std::size_t percent) {
  if (percent < 70) return Role::viewer;
  if (percent < 90) return Role::analyst;
  return percent < 98 ? Role::admin : Role::ops;
}

}  // namespace

Person person(std::uint64_t number) {
  Random random(number ^ 0x726f6c6563616c6c);
  Person person;
  person.first = random.pick(first_names);
  person.last = last_name(random);
  person.display = person.first + ' ' + person.last;
  const std::string first = plain(person.first);
  const std::string last = plain(person.last);
  switch (random.below(4)) {
    case 0:
      person.username = first.substr(0, 1) + last;
      break;
    case 1:
      person.username = last + '.' + first;
      break;
    default:
      person.username = first + '.' + last;
      break;
  }
  // No name ends in a digit, so the number alone makes it unique.
  person.username += std::to_string(number);
  person.email = person.username + '@';
  person.email += random.pick(domains);
  if (random.below(20) == 0) {
    person.username[0] = static_cast<char>(person.username[0] - 'a' + 'A');
  }
  person.role = role_of(random.below(100));
  return person;
}

std::string json_of(const Person& person) {
  std::string body;
  const auto member = [&](std::string_view name, std::string_view value) {
    body.append(body.empty() ? "{\"" : ",\"").append(name).append("\":\"");
    body.append(value).append("\"");
  };
  member("username", person.username);
  member("email", person.email);
  member("display_name", person.display);
  member("first_name", person.first);
  member("last_name", person.last);
  member("role", name_of(person.role));
  return body + "}";
}

}  // namespace rolecall
